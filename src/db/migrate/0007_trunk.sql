-- Passwords of trunks that were typed at the desk. One a trunk, whatever its versions: a carrier knows one.

CREATE TABLE trunk_password (
  trunk TEXT PRIMARY KEY,                       -- key of the trunk
  sealed BLOB NOT NULL,                         -- sealed under KEY_TRUNK, bound to the trunk and to the host of its address
  changed_ms INT NOT NULL
) STRICT;
