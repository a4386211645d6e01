"""A store over HTTP: SPARQL 1.1 Protocol, Graph Store Protocol, pages, the explorer.

`app` says what is at which address, `sparql` answers it. Queries run in processes of their own (`pool`,
`worker`) on a picture of the store (`snapshot`), so that none can hold up the server or a writer. Nothing
is imported here: a worker loads no more than it needs.
"""
