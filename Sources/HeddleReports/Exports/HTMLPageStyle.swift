/// The style of the stand-alone page: two columns on a wide screen, one on a phone, all of it on paper.
enum HTMLPageStyle {
    static var css: String { PictureStyle.css + "\n" + page }

    private static let page = """
        :root{color-scheme:light dark;--ground:#fdfdfb;--text:#24292e;--quiet:#5c656e;--line:#d5d9de;--lit:#fff0b3;\
        --bad:#b3202a;--good:#22692a;--changed:#0a5a8a;--t0:#0550ae;--t1:#8250df;--t2:#116b70;--t3:#24292e}
        @media (prefers-color-scheme:dark){:root{--ground:#1c1f26;--text:#d7dae0;--quiet:#9aa3b2;--line:#3a404c;\
        --lit:#3f4557;--bad:#f0828c;--good:#98c379;--changed:#62c4cf;--t0:#62c4cf;--t1:#cf94ea;--t2:#e5c07b;--t3:#7aa2f7}}
        *{box-sizing:border-box}
        [hidden]{display:none!important}
        body{margin:0;padding:0 16px 16px;background:var(--ground);color:var(--text);\
        font:15px/1.45 system-ui,sans-serif}
        h1{font-size:1.25rem;margin:14px 0 2px}
        h2{font-size:.8rem;margin:0 0 6px;color:var(--quiet);text-transform:uppercase;letter-spacing:.06em}
        p{margin:2px 0}
        code,pre,.mono,.steps,.state{font-family:"DejaVu Sans Mono",Menlo,Consolas,monospace;font-size:13.3px}
        .quiet{color:var(--quiet)}
        .fails{color:var(--bad);font-weight:bold}
        .passes{color:var(--good);font-weight:bold}
        .t0{color:var(--t0)}.t1{color:var(--t1)}.t2{color:var(--t2)}.t3{color:var(--t3)}
        .bar{position:sticky;top:0;z-index:1;background:var(--ground);border-bottom:1px solid var(--line);\
        padding:8px 0;margin-bottom:12px;display:flex;flex-wrap:wrap;gap:8px;align-items:center}
        .bar button{font:inherit;min-width:44px;min-height:44px;border:1px solid var(--line);border-radius:6px;\
        background:none;color:inherit;cursor:pointer}
        .bar button:disabled{opacity:.4;cursor:default}
        #place{min-width:8.5em;font-weight:bold}
        #sentence{flex:1 1 18em;margin:0}
        .panes{display:grid;grid-template-columns:minmax(0,9fr) minmax(0,11fr) minmax(0,9fr);gap:16px}
        .pane{min-width:0;border-top:1px solid var(--line);padding-top:8px}
        .pane.whole{grid-column:1/-1}
        .scroll{overflow:auto;max-height:46vh}
        .whole .scroll{max-height:60vh}
        .scroll:focus-visible,.bar button:focus-visible,.steps button:focus-visible{outline:2px solid var(--changed)}
        ol.steps{list-style:none;margin:0;padding:0}
        .steps button{display:flex;gap:1ch;width:100%;text-align:left;font:inherit;color:inherit;background:none;\
        border:0;border-left:4px solid transparent;padding:4px 6px;cursor:pointer}
        .steps .n{flex:0 0 5ch;text-align:right;color:var(--quiet)}
        .steps .who{flex:0 0 auto;min-width:10ch}
        .steps .what{overflow-wrap:anywhere}
        .steps .note{padding:0 6px 4px 7ch;color:var(--quiet);font-style:italic}
        .steps .wall button{border-left-color:var(--bad)}
        .steps [aria-current=step],.source .made{background:var(--lit)}
        .steps .later{opacity:.62}
        .source{margin:0;white-space:pre;tab-size:8}
        .source .row{display:block;padding-right:8px}
        .source .no{display:inline-block;width:5ch;text-align:right;color:var(--quiet);user-select:none}
        .source .at{display:inline-block;width:7ch;padding-left:1ch;font-weight:bold;user-select:none}
        table.state{border-collapse:collapse;width:100%}
        .state th{text-align:left;font-weight:bold;padding:8px 4px 2px}
        .state td{padding:1px 4px;vertical-align:top;overflow-wrap:anywhere}
        .state td.mark{width:2ch}
        .state .changed{color:var(--changed);font-weight:bold}
        .state .old{color:var(--quiet);font-weight:normal}
        svg.picture{display:block}
        .picture .step{cursor:pointer}
        footer{margin-top:16px;color:var(--quiet);font-size:.85rem}
        @media (max-width:1000px){.panes{grid-template-columns:minmax(0,1fr) minmax(0,1fr)}}
        @media (max-width:640px){body{padding:0 10px 10px}.panes{grid-template-columns:minmax(0,1fr)}\
        .scroll{max-height:60vh}#sentence{flex-basis:100%;min-height:3em}}
        @media print{.bar{position:static;border:0}.bar button,footer,.hint{display:none}.panes .scroll{max-height:none;\
        overflow:visible}.panes{display:block}.pane{break-inside:auto;margin-bottom:12px}.steps .later{opacity:1}\
        svg.picture{max-width:100%;height:auto}}
        """
}
