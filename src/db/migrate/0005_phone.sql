-- SIP telephones of operators.

CREATE TABLE staff_phone (
  staff INT PRIMARY KEY REFERENCES staff (id),
  realm TEXT,                                   -- what its password is good for: sip.realm as it was then; absent: it does not register
  sealed BLOB,                                  -- by what the password is known (HA1), sealed under KEY_PHONE; absent: it does not register
  address TEXT,                                 -- SIP URI of one at a fixed address; absent: it registers
  auto_answer INT NOT NULL,                     -- 1: it answers by itself
  version INT NOT NULL,
  changed_ms INT NOT NULL
) STRICT;
