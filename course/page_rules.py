"""Rules for what a chapter says and how it is laid out. Each yields (cell or None, what to do)."""

import re

from course.chapter import is_check

MAX_WORDS = 2000
DIFFICULTY = re.compile(r"difficulty|gentle|easy|moderate|medium|hard|challeng", re.IGNORECASE)
POINTS = re.compile(r"(\d+(?:\.\d+)?)\s*points?\b|\bpoints?\b\W{0,4}(\d+(?:\.\d+)?)", re.IGNORECASE)


def length(chapter, course):
    if chapter.words > MAX_WORDS:
        yield None, f"has {chapter.words} words of prose; at most {MAX_WORDS}"


def opening(chapter, course):
    first = " ".join(page.get_text(" ") for _, page in chapter.pages[:2])
    if not re.search(r"you\s+will\s+be\s+able\s+to", first, re.IGNORECASE):
        yield None, 'say in the first or second text cell what "you will be able to" do'


def closing(chapter, course):
    """A quiz and an honest caveat, after the last exercise that the computer checks."""
    order = {cell.id: i for i, cell in enumerate(chapter.cells)}
    last = max((order[cell.id] for cell in chapter.cells if is_check(cell)), default=-1)
    for word in ("quiz", "caveat"):
        if not any(word in text.lower() and order[cell.id] > last for cell, _, text in chapter.headings):
            yield None, f'close, after the last exercise, with a section whose heading holds the word "{word}"'


def headings(chapter, course):
    levels = [level for _, level, _ in chapter.headings]
    if levels[:1] != [1] or levels.count(1) != 1:
        yield None, f"open with one heading of level 1 and have no other; it has {levels.count(1)}"
    for (_, before, _), (cell, level, text) in zip(chapter.headings, chapter.headings[1:]):
        if level > before + 1:
            yield cell, f'heading "{text}" skips from level {before} to {level}'


def alt_text(chapter, course):
    for cell, page in chapter.pages:
        for image in page.find_all("img"):
            if not image.get("alt", "").strip():
                yield cell, f"describe the image {image.get('src', '')[:40]} in its alt text"


def cards(chapter, course):
    """Heading, then one quoted line: goal, difficulty, minutes, points."""
    for exercise in chapter.exercises:
        if exercise.card is None:
            yield exercise.cell, 'put a card before this exercise: a heading, then one quoted line ("> …") and no more'
            continue
        card = re.sub(r"[*_]", "", exercise.card)
        given = {
            "goal": re.search(r"\bgoal\b", card, re.IGNORECASE),
            "difficulty in words": DIFFICULTY.search(card),
            "minutes": re.search(r"\d+\s*min", card, re.IGNORECASE),
            "points": POINTS.search(card),
        }
        for part, match in given.items():
            if not match:
                yield exercise.cell, f"its card lacks the {part}: {card}"
        worth = exercise.cell.metadata.nbgrader.get("points")
        if given["points"] and float(next(filter(None, given["points"].groups()))) != worth:
            yield exercise.cell, f"its card promises {given['points'][0]}, the cell is worth {worth}"


def hints(chapter, course):
    """Every exercise that the computer checks has hints, folded away."""
    for exercise in chapter.exercises:
        folded = any("<details" in cell.source for cell in exercise.section if cell.cell_type == "markdown")
        if is_check(exercise.cell) and not folded:
            yield exercise.cell, "give this exercise hints, inside <details>"
    for cell, page in chapter.pages:
        for tag in page.find_all(["p", "li", "h1", "h2", "h3", "h4", "h5", "h6"]):
            if re.match(r"hint\b", tag.get_text().strip(), re.IGNORECASE) and not tag.find_parent("details"):
                yield cell, "fold this hint away inside <details>"


PAGE_RULES = [length, opening, closing, headings, alt_text, cards, hints]
