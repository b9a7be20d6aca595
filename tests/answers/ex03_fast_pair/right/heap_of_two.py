import heapq
import itertools

import torch


def fast_pair(a, b, free):
    """The two largest heights so far, kept in a heap."""
    result = []
    for u, v, ok in zip(a, -b, free):
        heap, few = [], []
        for p in torch.argsort(u, descending=True).tolist():
            height = v[p].item()
            if not ok[p] or len(heap) == 2 and height < heap[0]:
                continue
            few.append(p)
            heapq.heappush(heap, height)
            if len(heap) > 2:
                heapq.heappop(heap)
        good = [((u[p] + u[q]).item() * (v[p] + v[q]).item(), (p, q)) for p, q in itertools.combinations(few, 2)
                if u[p] + u[q] > 0 and v[p] + v[q] > 0]
        result.append(max(good) if good else (0.0, (0, 0)))
    return torch.tensor([pair for _, pair in result]), torch.tensor([value > 0 for value, _ in result])
