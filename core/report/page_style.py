"""The style sheet of the HTML report. System fonts, so that nothing is fetched."""

from __future__ import annotations

from typing import Final

__all__ = ["STYLE"]

# Colours of the bars are told apart by people who see no red or no green, on light and on dark.
# Source: Okabe and Ito, Color Universal Design, https://jfly.uni-koeln.de/color/
STYLE: Final = """\
:root { color-scheme: light dark; --page: #fff; --ink: #1c2024; --quiet: #5d6670; --line: #d9dee3; --field: #f4f6f8;
  --accent: #0b62a8; --error: #b3261e; --warning: #8a5300; --hint: #0b62a8; --bar-ink: #111; }
@media (prefers-color-scheme: dark) {
  :root { --page: #16191d; --ink: #e6e9ec; --quiet: #9aa5b1; --line: #333a42; --field: #1f242a;
    --accent: #6cb4ee; --error: #ff8a80; --warning: #ffb74d; --hint: #6cb4ee; }
  .on-light { display: none; }
}
@media (prefers-color-scheme: light) { .on-dark { display: none; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 32px 24px 64px; }
h1 { font-size: 1.8em; line-height: 1.2; margin: 0 0 .4em; overflow-wrap: anywhere; }
h2 { font-size: 1.2em; margin: 2em 0 .6em; overflow-wrap: anywhere; }
p { margin: 0 0 .6em; max-width: 75ch; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.flow { font-size: 1.15em; font-variant-numeric: tabular-nums; }
.error { color: var(--error); } .warning { color: var(--warning); } .hint { color: var(--hint); }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(240px, 1fr)); gap: 12px; margin: 0; }
.cards div { background: var(--field); border: 1px solid var(--line); border-radius: 8px; padding: 10px 14px; }
.cards dt { color: var(--quiet); font-size: .85em; }
.cards dd { margin: 0; font-size: 1.1em; font-weight: 600; font-variant-numeric: tabular-nums;
  overflow-wrap: anywhere; }
.cards small { color: var(--quiet); font-weight: 400; white-space: nowrap; }
.paper { text-align: center; }
.paper svg { max-width: 100%; height: auto; border: 1px solid var(--line); border-radius: 8px; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 10px; border-bottom: 1px solid var(--line); vertical-align: top; }
th { color: var(--quiet); font-weight: 600; font-size: .85em; white-space: nowrap; }
.n { text-align: right; white-space: nowrap; }
.bypassed td { color: var(--quiet); }
.formula { font-family: ui-monospace, "Cascadia Mono", Menlo, Consolas, monospace; font-size: .85em;
  white-space: nowrap; }
.bar { display: flex; height: 28px; border-radius: 6px; overflow: hidden; margin: 0 0 12px; }
.bar span { color: var(--bar-ink); font-size: .85em; line-height: 28px; text-align: center; overflow: hidden; }
.key { display: inline-block; width: .8em; height: .8em; border-radius: 3px; margin-right: .5em; }
.shares { white-space: nowrap; }
.share { display: inline-block; width: 96px; height: .7em; background: var(--field); border: 1px solid var(--line);
  border-radius: 3px; overflow: hidden; }
.share span { display: block; height: 100%; background: var(--accent); }
.c0 { background: #56b4e9; } .c1 { background: #e69f00; } .c2 { background: #009e73; } .c3 { background: #f0e442; }
.c4 { background: #cc79a7; } .c5 { background: #d55e00; } .c6 { background: #8fa8c8; } .c7 { background: #b0b0b0; }
ul { padding-left: 1.2em; } li { margin-bottom: .4em; }
.terms { display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; color: var(--quiet); font-size: .9em; }
.terms dt { font-weight: 600; } .terms dd { margin: 0; }
@media print {
  :root { color-scheme: light; --page: #fff; --ink: #000; --quiet: #444; --line: #bbb; --field: #fff;
    --accent: #0b62a8; --error: #b3261e; --warning: #8a5300; --hint: #0b62a8; }
  .on-light { display: block; } .on-dark { display: none; }
  @page { margin: 14mm; }
  body { font-size: 9pt; } main { max-width: none; padding: 0; }
  .paper svg { max-height: 235mm; border: 0; } th, td { padding: 3px 5px; }
  .wide { overflow: visible; } .formula { white-space: normal; }
  tr, .cards div, .merge { break-inside: avoid; } h2 { break-after: avoid; }
  .bar, .share, .key, .bar span, .share span { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""
