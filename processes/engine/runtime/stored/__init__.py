"""States of running cases: saved, loaded, read from earlier releases, without their large values."""
