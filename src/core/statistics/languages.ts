import { type FileKind } from './tally.ts';

/** Languages by file extension, without the dot, lower case. */
const languageByExtension: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ts: 'typescript',
    tsx: 'typescript',
    mts: 'typescript',
    cts: 'typescript',
    js: 'javascript',
    jsx: 'javascript',
    mjs: 'javascript',
    cjs: 'javascript',
    py: 'python',
    pyi: 'python',
    pyx: 'python',
    ipynb: 'jupyter',
    go: 'go',
    rs: 'rust',
    java: 'java',
    kt: 'kotlin',
    kts: 'kotlin',
    scala: 'scala',
    groovy: 'groovy',
    gradle: 'groovy',
    clj: 'clojure',
    cljs: 'clojure',
    c: 'c',
    h: 'c',
    cc: 'cpp',
    cpp: 'cpp',
    cxx: 'cpp',
    hh: 'cpp',
    hpp: 'cpp',
    hxx: 'cpp',
    inl: 'cpp',
    m: 'objective-c',
    mm: 'objective-c',
    cu: 'cuda',
    cs: 'csharp',
    fs: 'fsharp',
    fsx: 'fsharp',
    vb: 'visual-basic',
    swift: 'swift',
    dart: 'dart',
    zig: 'zig',
    nim: 'nim',
    v: 'v',
    d: 'd',
    odin: 'odin',
    rb: 'ruby',
    erb: 'ruby',
    rake: 'ruby',
    php: 'php',
    pl: 'perl',
    pm: 'perl',
    t: 'perl',
    lua: 'lua',
    r: 'r',
    jl: 'julia',
    tcl: 'tcl',
    ex: 'elixir',
    exs: 'elixir',
    erl: 'erlang',
    hrl: 'erlang',
    hs: 'haskell',
    lhs: 'haskell',
    ml: 'ocaml',
    mli: 'ocaml',
    elm: 'elm',
    purs: 'purescript',
    gleam: 'gleam',
    lisp: 'lisp',
    el: 'lisp',
    scm: 'scheme',
    rkt: 'racket',
    f: 'fortran',
    f90: 'fortran',
    f95: 'fortran',
    pas: 'pascal',
    cob: 'cobol',
    asm: 'assembly',
    s: 'assembly',
    sh: 'shell',
    bash: 'shell',
    zsh: 'shell',
    fish: 'shell',
    ps1: 'powershell',
    psm1: 'powershell',
    bat: 'batch',
    cmd: 'batch',
    html: 'html',
    htm: 'html',
    xhtml: 'html',
    css: 'css',
    scss: 'scss',
    sass: 'sass',
    less: 'less',
    styl: 'stylus',
    vue: 'vue',
    svelte: 'svelte',
    astro: 'astro',
    hbs: 'handlebars',
    ejs: 'ejs',
    pug: 'pug',
    liquid: 'liquid',
    twig: 'twig',
    mustache: 'mustache',
    sql: 'sql',
    graphql: 'graphql',
    gql: 'graphql',
    proto: 'protobuf',
    thrift: 'thrift',
    prisma: 'prisma',
    sol: 'solidity',
    wgsl: 'wgsl',
    glsl: 'glsl',
    hlsl: 'hlsl',
    vhd: 'vhdl',
    vhdl: 'vhdl',
    sv: 'systemverilog',
    tf: 'terraform',
    hcl: 'hcl',
    nix: 'nix',
    cmake: 'cmake',
    mk: 'make',
    bzl: 'starlark',
    star: 'starlark',
    md: 'markdown',
    mdx: 'markdown',
    markdown: 'markdown',
    rst: 'restructuredtext',
    adoc: 'asciidoc',
    tex: 'latex',
    txt: 'text',
    org: 'org',
    json: 'json',
    jsonc: 'json',
    json5: 'json',
    jsonl: 'json',
    ndjson: 'json',
    geojson: 'json',
    yml: 'yaml',
    yaml: 'yaml',
    toml: 'toml',
    ini: 'ini',
    cfg: 'ini',
    conf: 'ini',
    properties: 'ini',
    env: 'ini',
    editorconfig: 'ini',
    xml: 'xml',
    xsd: 'xml',
    xsl: 'xml',
    plist: 'xml',
    csproj: 'xml',
    svg: 'svg',
    csv: 'csv',
    tsv: 'csv',
    diff: 'diff',
    patch: 'diff',
    snap: 'snapshot',
  }),
);

/** Languages of files that are known by their whole name, lower case. */
const languageByName: ReadonlyMap<string, string> = new Map(
  Object.entries({
    makefile: 'make',
    gnumakefile: 'make',
    dockerfile: 'dockerfile',
    containerfile: 'dockerfile',
    'cmakelists.txt': 'cmake',
    rakefile: 'ruby',
    gemfile: 'ruby',
    podfile: 'ruby',
    brewfile: 'ruby',
    vagrantfile: 'ruby',
    jenkinsfile: 'groovy',
    build: 'starlark',
    workspace: 'starlark',
    'build.bazel': 'starlark',
    justfile: 'just',
    procfile: 'ini',
    '.gitignore': 'ignore',
    '.npmignore': 'ignore',
    '.dockerignore': 'ignore',
    '.gitattributes': 'ini',
    '.bashrc': 'shell',
    '.zshrc': 'shell',
  }),
);

const docsLanguages = new Set(['markdown', 'restructuredtext', 'asciidoc', 'latex', 'text', 'org']);
const configLanguages = new Set([
  'yaml',
  'toml',
  'ini',
  'ignore',
  'terraform',
  'hcl',
  'nix',
  'dockerfile',
  'make',
  'cmake',
  'starlark',
  'just',
]);
const dataLanguages = new Set(['csv', 'svg', 'diff', 'xml', 'snapshot', 'jupyter']);

const testFolder = /(?:^|\/)(?:tests?|__tests__|__mocks__|specs?|e2e|testing|testdata|fixtures?)\//i;
const testName =
  /(?:^|[._-])(?:test|tests|spec|e2e|cy)\.[^.]+$|(?:^|\/)test_[^/]+\.py$|_test\.(?:go|py|rb|exs?|dart|c|cc|cpp)$|Tests?\.(?:java|kt|cs|swift|scala|php)$/;
const docsFolder = /(?:^|\/)(?:docs?|documentation)\//i;
const docsName =
  /(?:^|\/)(?:readme|changelog|changes|contributing|license|licence|copying|notice|authors|history|security|code_of_conduct)(?:\.[^/]*)?$/i;
const configName =
  /(?:^|\/)(?:\.[^/]+|[^/]+\.config\.[^/.]+|tsconfig[^/]*\.json|package\.json|composer\.json|angular\.json|pom\.xml)$/i;

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).toLowerCase();
}

/** The language of a file by its name alone: a lower-case word such as `typescript`, or `other`. */
export function languageOfPath(path: string): string {
  const name = baseName(path);
  const byName = languageByName.get(name);
  if (byName !== undefined) return byName;
  if (name.startsWith('dockerfile.')) return 'dockerfile';
  const dot = name.lastIndexOf('.');
  return (dot < 0 ? undefined : languageByExtension.get(name.slice(dot + 1))) ?? 'other';
}

/**
 * What a file is for, by its path alone. Tests before documents before configuration: a fixture in a test folder is part of the tests,
 * a source file in a docs folder is still code.
 */
export function kindOfPath(path: string): FileKind {
  return kindOf(path, languageOfPath(path));
}

/** What the name of a file says for its counts. */
export function facetsOfPath(path: string): { readonly language: string; readonly kind: FileKind } {
  const language = languageOfPath(path);
  return { language, kind: kindOf(path, language) };
}

function kindOf(path: string, language: string): FileKind {
  const isProse = docsLanguages.has(language);
  if (docsName.test(path)) return 'docs';
  if (isProse) return 'docs';
  if (dataLanguages.has(language)) return 'data';
  const isSettings = configLanguages.has(language) || language === 'json' || language === 'other';
  if (configName.test(path)) return 'config';
  if (!isSettings && (testFolder.test(path) || testName.test(path))) return 'test';
  if (language === 'json') return 'data';
  if (configLanguages.has(language)) return 'config';
  if (language === 'other') return docsFolder.test(path) ? 'docs' : 'data';
  return 'code';
}
