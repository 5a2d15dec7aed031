"""The search index over 200,000 names with facets.

    python -m tests.bench.search [names]

Makes names of Vietnamese syllables with frequencies like those of a catalogue and of rarer
foreign words, gives them kinds, sources, topics, languages, dates and dated places of a
country's size, and prints for each kind of question how many milliseconds it takes (half of
them; 95 of 100; the slowest), the memory of the process and the size of the index.
"""

import random
import resource
import sys
import tempfile
import time
from array import array
from collections.abc import Callable, Iterator
from pathlib import Path
from sqlite3 import connect

from pyroaring import BitMap

from mocban.graph.facets import UNDATED
from mocban.graph.indexing import Entry, put, said, series, write
from mocban.graph.labels import Label
from mocban.graph.query import Query
from mocban.graph.search import Search

TODAY = "2026-11-22"
E = "https://mocban.example/"
KINDS = ("work", "person", "monument", "object", "place", "ich", "event", "group", "archive")
_STARTS = "b c ch d đ g gi h k kh l m n ng nh ph qu r s t th tr v x"
_RIMES = (
    "a ai ao an ang anh ac at au ay âm ân ât ây e em en eo ê êm ên ênh i in inh iên iêm iêu o oa "
    "oai oan oi on ong ô ôi ôn ông ôt ơ ơi ơn u ui un ung uôc uôn uy uyên ư ưa ưng ươi ươm ương y yên"
)
_TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")


class Corpus:
    """Names and what they are filtered by, always the same for one number."""

    def __init__(self, size: int) -> None:
        self.chance = random.Random(7)
        self.size = size
        syllables = [
            start + rime[0] + tone + rime[1:]
            for start in _STARTS.split()
            for rime in _RIMES.split()
            for tone in _TONES
        ]
        self.chance.shuffle(syllables)
        self.syllables = syllables[:4_000]
        self.frequencies = [1 / (rank + 8) for rank in range(len(self.syllables))]
        letters = "abcdefghiklmnoprstuvwxyz"
        self.foreign = [
            "".join(self.chance.choices(letters, k=self.chance.randint(4, 10)))
            for _ in range(size // 6)
        ]
        self.names = [self._name() for _ in range(size)]

    def _name(self) -> str:
        length = self.chance.choices([2, 3, 4, 6, 9], [3, 5, 5, 4, 2])[0]
        words = self.chance.choices(self.syllables, self.frequencies, k=length)
        if self.chance.random() < 0.25:
            words.append(self.chance.choice(self.foreign))
        return " ".join(words).title()

    def entries(self) -> Iterator[Entry]:
        for number, name in enumerate(self.names):
            kind = self.chance.choices(KINDS, [60, 10, 4, 8, 6, 2, 3, 5, 2])[0]
            sources = self.chance.sample(range(12), self.chance.choice([1, 1, 1, 2]))
            labels = (
                [("vi", name), ("en", f"{name} in English")] if number % 5 == 0 else [("vi", name)]
            )
            yield Entry(
                f"{E}e/{kind}/{number}", kind, labels, [f"s{n}" for n in sources],
                float(int(self.chance.paretovariate(1.2))),
            )  # fmt: skip

    def facets(self, path: Path) -> None:
        """What a build would gather: 40,000 topics, 63 + 700 + 11,000 units in two times."""
        database = connect(path)
        everything = range(1, self.size + 1)
        topics = self._sets("r/s/heading/topic/{}", 40_000, everything, 2)
        labels = {topic: [Label(topic.rsplit("/", 1)[1], "vi")] for topic in topics}
        put(database, "topic", topics, labels)
        put(database, "language", self._sets("l{}", 40, everything, 1))
        put(database, "access", self._sets("a{}", 4, everything, 1))
        digital = BitMap(self.chance.sample(everything, self.size // 5))
        put(database, "digital", {"yes": digital, "no": BitMap(everything) - digital})
        within: dict[str, BitMap] = {}
        for era, (begin, end) in (
            ("old", ("1976-01-01", "2025-06-30")),
            ("new", ("2025-07-01", "")),
        ):
            provinces, communes = (63, 11_000) if era == "old" else (34, 3_321)
            above = {f"{era}-p{n}": "" for n in range(provinces)}
            if era == "old":
                above |= {f"{era}-d{n}": f"{era}-p{n % provinces}" for n in range(700)}
            middle = [unit for unit in above if era == "new" or "-d" in unit]
            above |= {f"{era}-c{n}": middle[n % len(middle)] for n in range(communes)}
            database.executemany(
                "INSERT INTO unit VALUES (?, ?, ?, ?, ?, ?, '')",
                (
                    (v, f"e/place/{v}", said([Label(v, "vi")]), begin, end, up)
                    for v, up in above.items()
                ),
            )
            units = [unit for unit in above if "-c" in unit]
            for number in everything:
                if number % 3:
                    within.setdefault(self.chance.choice(units), BitMap()).add(number)
        put(database, "within", within)
        years = [UNDATED, *(self.chance.choice([UNDATED, *[self._year()] * 2]) for _ in everything)]
        series(database, "first", array("h", years))
        series(database, "last", array("h", years))
        database.executemany(
            "INSERT INTO spot VALUES (?, ?, ?)",
            (
                (n, self.chance.uniform(102, 110), self.chance.uniform(8, 24))
                for n in everything
                if n % 4 == 0
            ),
        )
        database.commit()
        database.close()

    def _year(self) -> int:
        return 2026 - int(self.chance.paretovariate(0.7) * 10) % 1500

    def _sets(self, name: str, values: int, numbers: range, each: int) -> dict[str, BitMap]:
        weights = [1 / (rank + 5) for rank in range(values)]
        chosen = self.chance.choices(range(values), weights, k=each * len(numbers))
        found: dict[str, BitMap] = {}
        for place, value in enumerate(chosen):
            found.setdefault(name.format(value), BitMap()).add(place // each + 1)
        return found

    def words(self) -> str:
        """What somebody types: words of a name, the last often unfinished, tones often missing."""
        words = self.chance.choice(self.names).split()
        length = min(len(words), self.chance.choice([1, 1, 2, 2, 3]))
        start = self.chance.randrange(len(words) - length + 1)
        words = words[start : start + length]
        words[-1] = words[-1][: self.chance.randint(1, len(words[-1]))]
        text = " ".join(words)
        return (
            text if self.chance.random() < 0.5 else text.encode("ascii", "ignore").decode() or "a"
        )

    def query(self) -> Query:
        """A search with filters as people combine them."""
        chance = self.chance
        return Query(
            q=self.words() if chance.random() < 0.8 else "",
            kinds=tuple(chance.sample(KINDS, chance.choice([0, 0, 1, 2]))),
            sources=(f"s{chance.randrange(12)}",) if chance.random() < 0.2 else (),
            places=(f"e/place/new-p{chance.randrange(34)}",) if chance.random() < 0.2 else (),
            on=chance.choice(["", "", "", "1999-01-01"]),
            first=1900 if chance.random() < 0.15 else None,
            topics=(f"r/s/heading/topic/{chance.randrange(50)}",) if chance.random() < 0.1 else (),
            digital=chance.choice(["", "", "", "yes"]),
            sort=chance.choice(["relevance"] * 5 + ["name", "oldest", "newest", "linked"]),
            page=chance.choice([1, 1, 1, 1, 2, 7]),
        )  # fmt: skip


def measured(name: str, ask: Callable[[], object], times: int = 400) -> None:
    """Prints how long a question takes."""
    taken = []
    for _ in range(times):
        started = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - started) * 1000)
    taken.sort()
    half, most = taken[times // 2], taken[int(times * 0.95)]
    print(f"{name:38} p50 {half:7.2f}  p95 {most:7.2f}  max {taken[-1]:7.2f} ms", flush=True)


def memory() -> int:
    """The memory of this process in MiB."""
    with open("/proc/self/statm", encoding="ascii") as file:
        return int(file.read().split()[1]) * resource.getpagesize() // 2**20


def main() -> None:
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    corpus = Corpus(size)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "labels.sqlite"
        started = time.perf_counter()
        write(path, corpus.entries())
        print(f"{size:,} names indexed in {time.perf_counter() - started:.1f} s")
        corpus.facets(path)
        print(f"index {path.stat().st_size / 2**20:.0f} MiB")
        before = memory()
        search = Search(path)
        started = time.perf_counter()
        search.ask(Query(), "vi", 20, TODAY)
        print(f"first question {time.perf_counter() - started:.2f} s, "
              f"memory of the index {memory() - before} MiB")  # fmt: skip
        hub = BitMap(corpus.chance.sample(range(1, size + 1), size // 20))
        measured("search with facets", lambda: search.ask(corpus.query(), "vi", 20, TODAY))
        measured(
            "words only, with facets", lambda: search.ask(Query(q=corpus.words()), "vi", 20, TODAY)
        )
        measured("everything, with facets", lambda: search.ask(Query(), "vi", 20, TODAY), 100)
        measured(
            f"words among {len(hub):,} related, with facets",
            lambda: search.ask(Query(q=corpus.words()), "vi", 20, TODAY, hub),
        )
        measured("autocomplete", lambda: search.complete(corpus.words(), "vi", (), 10))
        measured("autocomplete of one letter", lambda: search.complete(
            corpus.chance.choice("abcdefghiklmnopqrstuvxy"), "vi", (), 10))  # fmt: skip
        measured("years of a search", lambda: search.years(corpus.query(), TODAY))
        measured(
            "5,000 places of a search", lambda: search.spots(corpus.query(), "vi", 5_000, TODAY), 40
        )
        measured("spelling help", lambda: search.suggest(
            Query(q=f"{corpus.words()} {corpus.chance.choice(corpus.foreign)[1:]}"), "vi", TODAY))  # fmt: skip
        search.close()


if __name__ == "__main__":
    main()
