-- How soon calls were answered, by the days on which they came.

CREATE INDEX call_by_entered ON call (entered_ms);
