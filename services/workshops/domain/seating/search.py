"""Improves a seating by swapping two people of one round, as long as it pays.

Order of goals: fewer repeats, then fewer returns to a table, then better mixed tables. Steps are
counted, not seconds, so that the same people are seated the same way on any machine.
"""

import random
from collections.abc import Sequence
from math import exp

# One repeat outweighs all returns, one return all mixing.
REPEAT, RETURN = 10_000, 100

Layout = list[list[int]]  # round → person → table


class Seating:
    """A layout with its counts, kept up to date swap by swap. People and tables are numbers."""

    def __init__(
        self,
        layout: Layout,
        tables: int,
        past_meetings: Sequence[Sequence[int]],
        past_tables: Sequence[Sequence[int]],
        groups: Sequence[Sequence[int]],
    ) -> None:
        self.layout = layout
        self._people = len(layout[0])
        self._tables = tables
        self._groups = groups
        # met[a][b]: how often together; been[a][t]: how often at a table.
        self.met = [list(row) for row in past_meetings]
        self.been = [list(row) for row in past_tables]
        self.members: list[list[set[int]]] = []
        for one in layout:
            at: list[set[int]] = [set() for _ in range(tables)]
            for person, table in enumerate(one):
                at[table].add(person)
                self.been[person][table] += 1
            self.members.append(at)
            for table_members in at:
                for a in table_members:
                    for b in table_members:
                        if a < b:
                            self.met[a][b] += 1
                            self.met[b][a] += 1

    def repeats(self) -> int:
        """All repeats, those of the past included."""
        met, people = self.met, range(self._people)
        return sum(max(0, met[a][b] - 1) for a in people for b in range(a))

    def in_conflict(self, number: int, movable: Sequence[int]) -> list[int]:
        """Who meets somebody again in a round."""
        one, at = self.layout[number], self.members[number]
        met = self.met
        return [p for p in movable if any(met[p][q] > 1 for q in at[one[p]] if q != p)]

    def cost_of_swap(self, number: int, a: int, b: int) -> int:
        """What the goals lose (or, negative, gain) when two change places in a round."""
        one, at, met = self.layout[number], self.members[number], self.met
        here, there = one[a], one[b]
        met_a, met_b = met[a], met[b]
        cost = 0
        for q in at[here]:
            if q != a:
                cost += (met_b[q] > 0) - (met_a[q] > 1)
        for q in at[there]:
            if q != b:
                cost += (met_a[q] > 0) - (met_b[q] > 1)
        been_a, been_b = self.been[a], self.been[b]
        returns = (
            (been_a[there] > 0) - (been_a[here] > 1) + (been_b[here] > 0) - (been_b[there] > 1)
        )
        total = REPEAT * cost + RETURN * returns
        if self._groups:
            total += self._cost_of_mix(at[here], at[there], a, b)
        return total

    def swap(self, number: int, a: int, b: int) -> None:
        """Let two change places in a round."""
        one, at = self.layout[number], self.members[number]
        here, there = one[a], one[b]
        for person, leaves, comes, other in ((a, here, there, b), (b, there, here, a)):
            for q in at[leaves]:
                if q != person:
                    self.met[person][q] -= 1
                    self.met[q][person] -= 1
            for q in at[comes]:
                if q != other:
                    self.met[person][q] += 1
                    self.met[q][person] += 1
            self.been[person][leaves] -= 1
            self.been[person][comes] += 1
        at[here].remove(a)
        at[there].remove(b)
        at[here].add(b)
        at[there].add(a)
        one[a], one[b] = there, here

    def _cost_of_mix(self, here: set[int], there: set[int], a: int, b: int) -> int:
        """Pairs of one kind at one table, before and after."""
        cost = 0
        for kinds in self._groups:
            kind_a, kind_b = kinds[a], kinds[b]
            if kind_a == kind_b:
                continue
            same = sum(kinds[q] == kind_b for q in here if q != a)
            same += sum(kinds[q] == kind_a for q in there if q != b)
            same -= sum(kinds[q] == kind_a for q in here if q != a)
            same -= sum(kinds[q] == kind_b for q in there if q != b)
            cost += same
        return cost


def improve(
    seating: Seating, movable: Sequence[int], bound: int, steps: int, chance: random.Random
) -> None:
    """Swap until repeats are at the bound, then until returns and mixing do not get better."""
    if len(movable) < 2:
        return
    repeats = seating.repeats()
    used = 0
    while used < steps and repeats > bound:
        heat = 0.7 * REPEAT * (1 - used / steps) ** 2
        number = chance.randrange(len(seating.layout))
        unhappy = seating.in_conflict(number, movable) or list(movable)
        for _ in range(60):
            used += 1
            a, b = chance.choice(unhappy), chance.choice(movable)
            if seating.layout[number][a] == seating.layout[number][b]:
                continue
            cost = seating.cost_of_swap(number, a, b)
            if cost <= 0 or (heat > 0 and chance.random() < exp(-cost / max(heat, 1e-9))):
                seating.swap(number, a, b)
                repeats += round(cost / REPEAT)
                if repeats <= bound:
                    break
                if cost <= -REPEAT:
                    unhappy = seating.in_conflict(number, movable) or list(movable)
    _settle(seating, movable, steps // 2, chance)


def _settle(seating: Seating, movable: Sequence[int], steps: int, chance: random.Random) -> None:
    """Take every swap that is better, and none that is worse."""
    for _ in range(steps):
        number = chance.randrange(len(seating.layout))
        a, b = chance.choice(movable), chance.choice(movable)
        if seating.layout[number][a] != seating.layout[number][b]:
            if seating.cost_of_swap(number, a, b) < 0:
                seating.swap(number, a, b)
