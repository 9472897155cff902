"""Do the checks find what is wrong? Correct records, damaged by rule, and what is found of it.

The damages are made from the data by seeded rules that know nothing of the checks' tables: English
figures, hedges, outcomes and time words are read here by a few forms of this package's own, and
what a cited sentence says is taken from its digits and from its (correct) translation.

    python -m benchmarks.verification                      the table, exit 1 where an aim is missed
    python -m benchmarks.verification --misses             and every damage that was not found
    python -m benchmarks.verification --records FILE       an export in place of the examples
    python -m benchmarks.verification.roundtrip            number words written and read again

A damage is detected by a finding (warning or error) that the undamaged record does not have, and
that stands at, above or below what was damaged or is about one of its sentences. A damage that the
answer's schema or `llmx.fields.faults` refuses is detected too, and counted as blocked. Kinds:

figure changed       a figure, or one of dozens / hundreds / thousands, made one that no cited
                     sentence has
digit dropped        34 made 3 or 4, 9,000 made 900
hedge dropped        "more than 100" made "100"; of a count, an open bound closed
figures swapped      two figures of a text exchanged, or one made another that is cited too
percent made count   "50 percent" made "50"
killed / wounded     the one made the other
citation moved       the cited sentences replaced by one that says something else
sentence dropped     of a translation: the item, all but its first clause, a middle clause with a
                     figure or a name, or a whole sentence with the following moved up; of a brief:
                     a statement that alone cites a sentence
sentences swapped    the English of two sentences exchanged
name swapped         a party, person or source made another of the article that is not cited
date shifted         dates by 1 to 40 days, day, month, year, weekday, relative word
place swapped        a place made another of the article that is not cited

Where the records do not give a kind 30 times, records of the same articles are added in which the
figures (or the dates) are replaced alike in the text and in every answer: correct records, too.
"""
