"""All benchmarks: `python -m backproof.benchmarks [NAME]`.

Names: primitives, diagnosis, reading [--long], calculus, edits.
"""

import sys

from backproof.benchmarks import calculus, diagnosis, edits, primitives, reading, timing

if __name__ == "__main__":
    if "primitives" in sys.argv[1:]:
        for line in primitives.table():
            print(line)
    elif "diagnosis" in sys.argv[1:]:
        for line in diagnosis.table():
            print(line)
    elif "calculus" in sys.argv[1:]:
        for line in calculus.table():
            print(line, flush=True)
    elif "edits" in sys.argv[1:]:
        for line in edits.table():
            print(line)
    elif "reading" in sys.argv[1:]:
        for line in reading.table(long="--long" in sys.argv):
            print(line, flush=True)
    else:
        print(timing.start_up())
        print(timing.audit_against_import())
