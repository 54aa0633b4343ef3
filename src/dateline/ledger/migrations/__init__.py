"""The form of a ledger, step by step: one module a migration, named ``NNNN_words.py`` and applied once, in the order of the numbers.

A migration holds SQL statements: ``COMMON`` for both databases, then ``SQLITE`` or ``POSTGRES``. In ``COMMON``, ``{key}`` ``{int}``
``{real}`` ``{bool}`` ``{day}`` stand for the type that each database has for it (:data:`dateline.ledger.migrate.TYPES`). A migration
that was published is never changed: a later one puts right what it did.
"""
