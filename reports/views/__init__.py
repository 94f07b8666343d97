"""Pages of results, one module a page. Readable by everyone signed in; single figures only within one's scope."""
