/** What core's own stylesheet gives every theme, also one without a look. */
export const PLAIN_STYLESHEET = `
.visually-hidden { position:absolute; width:1px; height:1px; overflow:hidden; clip-path:inset(50%); white-space:nowrap; }
.hidden { display:none; }
`;

/** The look of the practice site: our own rules over the class names pages of a Drupal site carry. */
export const STYLESHEET = `
:root { --bg:#fff; --fg:#232429; --muted:#55565b; --line:#d3d4d9; --band:#f3f4f9; --row:#f9faff; --link:#003ecc; --primary:#003ecc; --on-primary:#fff; --input:#fff; --input-line:#919297; --ok:#26a769; --bad:#d72222; }
html.gin--dark-mode { --bg:#1b1b1d; --fg:#f2f2f3; --muted:#b4b4ba; --line:#43454a; --band:#2a2a2d; --row:#232326; --link:#7cacf8; --primary:#3b7cf0; --on-primary:#fff; --input:#2a2a2d; --input-line:#6d6e75; color-scheme:dark; }
* { box-sizing:border-box; }
body { margin:0; background:var(--bg); color:var(--fg); font:16px/1.5 BlinkMacSystemFont,-apple-system,"Segoe UI",Roboto,"Noto Sans",Ubuntu,Cantarell,"Helvetica Neue",sans-serif; }
a { color:var(--link); text-decoration-thickness:1px; text-underline-offset:2px; }
:focus-visible { outline:3px solid #26a769; outline-offset:2px; }
.visually-hidden { position:absolute; width:1px; height:1px; overflow:hidden; clip-path:inset(50%); white-space:nowrap; }
.skip-link:focus { position:static; width:auto; height:auto; clip-path:none; }
.hidden { display:none; }
.toolbar-bar { display:flex; flex-wrap:wrap; min-height:39px; padding:0 1rem; background:#0f0f0f; font-size:13px; }
.toolbar-item { padding:10px 14px; color:#ddd; font-weight:600; text-decoration:none; }
.toolbar-item:hover { color:#fff; background:#2b2c30; }
.toolbar-spacer { flex:1; }
.site-header { display:flex; justify-content:space-between; align-items:center; padding:1.25rem max(1.5rem,calc(50% - 30rem)); background:#0d4f75; }
.site-header a { color:#fff; text-decoration:none; }
.site-header .site-name { font-size:1.5rem; font-weight:700; }
.layout-container { margin:0 1.5rem; }
@media (min-width:61em) { .layout-container { margin:0 3rem; } }
.content-header { padding:1.5rem 0 0; margin-bottom:1.5rem; background:var(--band); overflow:hidden; }
.page-title { margin:.25rem 0 1.25rem; font-size:2.027rem; line-height:1.3; }
.page-title em, em.placeholder { font-style:italic; }
.breadcrumb__list { display:flex; flex-wrap:wrap; gap:.25rem; margin:0; padding:0; list-style:none; font-size:.79rem; }
.breadcrumb__link { color:var(--fg); font-weight:700; text-decoration:none; }
.breadcrumb__item + .breadcrumb__item::before { content:"›"; padding:0 .5rem; color:var(--muted); }
.tabs { display:flex; flex-wrap:wrap; margin:0; padding:0; list-style:none; }
.tabs__link { display:block; padding:.75rem 1.5rem; border-bottom:3px solid transparent; color:var(--muted); font-weight:700; text-decoration:none; }
.tabs__link.is-active, .tabs__link:hover { border-bottom-color:var(--primary); color:var(--link); }
.page-content { padding-bottom:4rem; }
.help { max-width:60rem; color:var(--muted); }
.local-actions { margin:1rem 0; padding:0; list-style:none; }
.button { display:inline-block; padding:.7rem 1.5rem; border:1px solid transparent; border-radius:2px; background:#d3d4d9; color:#232429; font:inherit; font-weight:700; line-height:1.2; text-decoration:none; cursor:pointer; }
.button:hover { background:#c2c3ca; }
.button--primary { background:var(--primary); color:var(--on-primary); }
.button--primary:hover { background:#0036b1; color:#fff; }
.button--action::before { content:"+ "; }
.button--small { padding:.45rem 1rem; font-size:.889rem; }
.action-link--danger { margin-left:1rem; color:var(--bad); font-weight:700; text-decoration:none; }
html.gin--dark-mode .action-link--danger { color:#ff8a8a; }
.form-actions .button + .button { margin-left:.75rem; }
.form-item { margin:1.25rem 0; }
.form-item__label { display:block; margin:.25rem 0; font-size:.889rem; font-weight:700; }
.form-item__label.option { display:inline; font-weight:400; font-size:1rem; }
.form-required::after { content:"*"; margin-left:.2em; color:var(--bad); }
.form-element { max-width:100%; min-height:3rem; padding:.6rem .9rem; border:1px solid var(--input-line); border-radius:2px; background:var(--input); color:var(--fg); font:inherit; }
.form-element[disabled] { background:var(--band); color:var(--muted); }
.form-boolean { width:1.125rem; height:1.125rem; vertical-align:-.15rem; accent-color:var(--primary); }
.form-type--boolean { margin:.4rem 0; }
.form-item__description { max-width:46rem; margin-top:.25rem; color:var(--muted); font-size:.79rem; }
.fieldset { margin:1.5rem 0; padding:1rem 1.5rem; border:1px solid var(--line); border-radius:2px; }
.fieldset__legend { padding:0 .4rem; font-weight:700; }
.views-exposed-form { display:flex; flex-wrap:wrap; align-items:flex-end; gap:0 .75rem; margin-bottom:1.5rem; padding:.5rem 1.5rem; border:1px solid var(--line); border-radius:2px; }
.views-exposed-form .form-item, .views-exposed-form .form-actions { margin:.75rem 0; }
.views-exposed-form .form-element--type-select { max-width:13rem; }
table { width:100%; border-collapse:collapse; }
thead { border-radius:2px; background:var(--band); }
th { padding:0 1rem; height:3rem; text-align:start; font-weight:700; }
th a { color:inherit; text-decoration:none; }
th.is-active { color:var(--link); box-shadow:inset 0 -2px var(--primary); }
.tablesort::after { content:"▾"; padding-left:.4rem; }
.tablesort--desc::after { content:"▴"; }
td { height:64px; padding:.5rem 1rem; }
tbody tr { height:65px; border-bottom:1px solid var(--line); }
tbody tr:hover { background:var(--row); }
tbody tr:has(input[type=checkbox]:checked) { background:#e6ecff; }
html.gin--dark-mode tbody tr:has(input[type=checkbox]:checked) { background:#26324d; }
td .form-item { margin:0; }
.views-field-access, .views-field-created { white-space:nowrap; }
td ul { margin:0; padding-left:1.1rem; }
td .dropbutton { padding:0; list-style:none; }
td .dropbutton a { display:inline-block; padding:.3rem .9rem; border-radius:2px; background:#d3d4d9; color:#232429; font-size:.79rem; font-weight:700; text-decoration:none; }
td .dropbutton li + li { margin-top:.25rem; }
@media (max-width:61em) { .priority-low { display:none; } }
.views-bulk-actions { position:sticky; bottom:0; display:flex; flex-wrap:wrap; align-items:center; gap:0 1.25rem; padding:.6rem 1.5rem; background:#2b2c33; color:#fff; }
.views-bulk-actions .form-item, .views-bulk-actions .form-actions { display:flex; align-items:center; gap:.6rem; margin:.2rem 0; }
.views-bulk-actions .form-element { min-height:2.2rem; padding:.3rem .6rem; background:#fff; color:#232429; }
.pager__items { display:flex; flex-wrap:wrap; justify-content:center; gap:.25rem; margin:2rem 0; padding:0; list-style:none; }
.pager__link { display:block; min-width:2rem; padding:.25rem .6rem; border-radius:1rem; color:var(--fg); font-weight:700; text-align:center; text-decoration:none; }
.pager__item--active .pager__link { background:var(--primary); color:var(--on-primary); }
.messages { display:flow-root; margin:1rem 0; padding:1rem 1.5rem; border-left:5px solid var(--ok); border-radius:2px; background:#353641; color:#fff; }
.messages--error { border-left-color:#e34f4f; }
.messages--warning { border-left-color:#e0ac00; }
.messages a { color:#fff; }
.messages__title { margin:0 0 .25rem; font-size:1rem; }
.messages__list { margin:0; padding-left:1.1rem; }
.progress__track { height:1rem; border:1px solid var(--line); border-radius:.5rem; background:var(--band); overflow:hidden; }
.progress__bar { height:100%; background:var(--primary); transition:width .3s; }
.profile { max-width:46rem; }
.profile h4, .field__label { margin:1rem 0 0; font-weight:700; }
`;
