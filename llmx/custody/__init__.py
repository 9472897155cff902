"""Custody: an export with all that it was made of in one folder, and the proof that it follows.

A bundle is written by `llmx export … --bundle DIR` and held against itself by `llmx verify DIR`,
which needs no network, no key and no model:

    README.txt       what this is, for whoever receives it
    manifest.json    every file with its size and SHA-256
    manifest.sha256  the SHA-256 of manifest.json, as `sha256sum -c` reads it
    settings.json    versions, model, tasks, how sources were read, which gazetteer; no secrets
    sources.jsonl    one line an input, in order: its name, how it was read, its original
    originals/       the bytes received, each file under its SHA-256; standard input too
    texts/           the text of each article in UTF-8, under its SHA-256
    articles.jsonl   one line a result, in input order: hashes, state, fingerprints of its requests
    requests.jsonl   every request whose answer was used, under its fingerprint
    parts/           instructions and answer schemas of the requests, under their SHA-256
    answers.jsonl    their answers, as `--answers` reads them
    prompts/         the prompts and schemas as they were; schemas are Python code
    schemas/
    glossary.csv     and places.csv, where the run had them
    export.SUFFIX    the export
    errors.jsonl     what has no record, if anything

No name in it comes from an id, a title or a path. It holds no time, so that the same inputs and
answers make the same bytes. A file of JSONL is kept whole; the hash of an article is that of its
line. Of a text that is read from standard input, what was read is kept.

How it is made: while a run reads, what it reads is copied first, and read from the copy. When all
results are there, each is derived once more from the bundle alone (its originals, prompts and
schemas) and the answers of the run, and held against what the run has written. `verify` does the
same from the finished bundle, and compares what comes out with what is there.

What it proves: that the export follows from these originals by these answers, and that nothing in
the folder was changed by itself. It cannot prove who made it, or when, or that a model gave these
answers: whoever redoes everything makes another bundle that holds. For that, sign
`manifest.sha256`, which stands for all of it, and keep the signature outside of the folder.
"""
