"""What the commonest errors in students' functions mean, in words."""

import re

# (part of the error's text, what it means and what to do)
EXPLANATIONS = (
    ("could not infer output dtype", "True and False have no mean: turn them into numbers first, with .double()."),
    ("does not require grad", "The way from the images to the loss was not recorded. Pass a copy with "
                              "requires_grad_() through the network, outside torch.no_grad()."),
    ("appears to not have been used in the graph", "You ask for the gradient with respect to a tensor that the "
                                                   "network never saw: pass that same copy to the network."),
    ("Boolean value of Tensor with more than one value", "`if`, `and` and `or` want a single True or False, and this "
                                                         "tensor holds many. For None ask `is None`; for elements "
                                                         "use torch.where, & and |."),
    ("grad can be implicitly created only for scalar", "What you differentiate has one value for each "
                                                       "image; add them up first, with .sum(), or reduction=\"sum\" "
                                                       "in a loss."),
    ("backward through the graph a second time", "A gradient uses up its forward pass. Compute the loss anew before "
                                                 "asking again, or keep the pass with retain_graph=True."),
    ("leaf Variable that requires grad", "An operation in place (+=, x[i] =, or a name that ends in _) was used on the "
                                         "copy that records gradients. Make a new tensor instead."),
    ("Can't call numpy() on Tensor that requires grad", "NumPy cannot follow gradients: stay with torch's functions, "
                                                        "or .detach() first where no gradient is asked for."),
    ("Index tensor must have the same number of dimensions", "gather wants as many dimensions as the tensor has that "
                                                             "it picks from: .gather(1, target[:, None])."),
    ("out of bounds for dimension", "An index lies beyond the end. Was a size, such as 10 classes, typed as a number? "
                                    "Ask the tensor: .shape."),
    ("at non-singleton dimension 0", "Two tensors of different lengths meet element by element. Should each element "
                                     "of one meet each of the other? Then a[:, None] against b[None, :]."),
    ("The shape of the mask", "A mask has another shape than the tensor it picks from. Was a number of classes taken "
                              "from outside the function? Ask the tensor: logits.shape[1]."),
    ("smaller than num_classes", "F.one_hot was given too few classes. Was their number taken from outside the "
                                 "function? Ask the tensor: logits.shape[1]."),
    ("must match the size of tensor b", "Two shapes do not fit. A sum or a maximum over dimension 1 has shape (N,); "
                                        "with keepdim=True it is (N, 1), and fits (N, K)."),
    ("not tuple", "torch.autograd.grad returns a tuple, also for one gradient: take its element [0]."),
    ("not 'tuple'", "torch.autograd.grad returns a tuple, also for one gradient: take its element [0]."),
    ("'tuple' object has no attribute", "torch.autograd.grad returns a tuple, also for one gradient: take its "
                                        "element [0]. So do .max(1) and .sort(1): .values and .indices."),
    ("return_types.max", ".max(1) returns values and places: take .values, or use .amax(1)."),
    *((part, "Nothing to take the largest of, or to put together: the tensor or the list is empty here. Ask for its "
             "length first.") for part in ("Expected reduction dim", "empty sequence", "non-empty TensorList")),
    ("math range error", "exp of a number above about 709 is too large: make it smaller first, without changing "
                         "the result."),
    ("math domain error", "log 0 does not exist: treat 0 on its own."),
    ("division by zero", "Something is divided by 0. Was a product of many small factors formed, which is 0 for the "
                         "computer? Add their logarithms instead."),
    ("must be Tensor, not float", "torch.log wants a tensor: math.log takes plain numbers."),
    ("is a mutant already", "Each mutant is made from the image itself, x[rows], never from another mutant."),
    ("more mutants than the", "By then the test had decided this image, or had used max_mutants. Does it keep the "
                              "mutants of earlier blocks, each image's in a list of its own ([[]] * N is one list, N "
                              "times), does a decided image leave the batch, and does each turn make `block` mutants "
                              "of an image, no more?"),
    ("that is none of x", "Pass the images as they are: mutate(x[rows])."),
    ("is not defined", "A name is missing: is it spelt as in the list of arguments, and imported at the top?"),
    ("positional argument", "The check calls your function with the arguments of the given signature, in that order. "
                            "Keep the line with `def` as it was."),
)

# (part of the error's text, what stands in the line that raised it, what to do)
SHAPES = "must match the size of tensor b"
PAIRED = (r"adversarial ?(>=?|<=?|==|-) ?normal|normal ?(>=?|<=?|==|-) ?adversarial"
          r"|\((adversarial, ?normal|normal, ?adversarial)\)")
ALL_PAIRS = "Each adversarial image meets each normal one: adversarial[:, None] against normal[None, :]."
OVER_CLASSES = r"\(((dim|axis)=)?(1|-1)\)"
LINES = (
    ("at non-singleton dimension 0", PAIRED, ALL_PAIRS),
    ("could not be broadcast together", PAIRED, ALL_PAIRS),
    (SHAPES, r"masked_fill|one_hot", "The mask does not fit on the logits. Its shape should be (N, K), with the number "
                                     "of classes K asked of the tensor: logits.shape[1]."),
    (SHAPES, r"(\w+) ?@ ?\1\.(T|t\(\))",
     "a @ a.T multiplies images with images. For the products within each: a[:, :, None] * a[:, None, :]."),
    (SHAPES, r"/ ?[\w.]+(\([^()]*\))?\.sum" + OVER_CLASSES, "Keep the dimension: .sum(1, keepdim=True)."),
    (SHAPES, r"/ ?torch\.sum\([^(),]+, ?((dim|axis)=)?(1|-1)\)", "Keep the dimension: torch.sum(…, 1, keepdim=True)."),
    (SHAPES, r"- ?[\w.]+\.(amax|logsumexp)" + OVER_CLASSES, "Keep the dimension: keepdim=True."),
)


def explain(error):
    """The explanation of an error's text, or "" for one that is not in the list."""
    for part, line, words in LINES:
        if part in error and re.search(line, error.rpartition(" of the cell: ")[2]):
            return words
    return next((words for part, words in EXPLANATIONS if part in error), "")
