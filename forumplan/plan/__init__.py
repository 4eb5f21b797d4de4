"""The weekly plan: a pure core from problem to answer, with reasons.

In the order in which a problem passes through:

- `validate`, then `tableau`: the problem as arrays, from `worth` and `venue_reach` (a candidate alone), `focus` (whom a
  goal keeps close), `maintenance` and `later` (what minutes are worth, what an item costs later);
- `rows`: the hard constraints over (candidate, day) pairs; `objective`: the value of a plan, the one definition;
- `columns`: the linear relaxation over `program`, with `days` and `prices`, whose certificate is the bound;
- `draft` and `greedy`: a first plan; `dominance` and `core`: better ones by branch and cut, until one is proven;
- `answer`: what the user gets; `reasons` and `exchange`: why, and what it would take.

`solve` leads through all of it. `check` shares nothing with the rest and says what a plan breaks. `protocol`,
`problem_json` and `model` are `forumplan solve`.
"""
