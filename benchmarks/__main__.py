"""All benchmarks: `python -m backproof.benchmarks [primitives]`."""

import sys

from backproof.benchmarks import primitives, timing

if __name__ == "__main__":
    if "primitives" in sys.argv[1:]:
        for line in primitives.table():
            print(line)
    else:
        print(timing.start_up())
        print(timing.audit_against_import())
