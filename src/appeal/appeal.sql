-- Statements of the appeal room.

-- name: citizen_add
-- A citizen with the key that seals what is known of them.
-- params: id int, created_ms int, wrapped blob, fields blob?
INSERT INTO citizen (id, created_ms, wrapped, fields) VALUES (:id, :created_ms, :wrapped, :fields);

-- name: citizen_key
-- A citizen's wrapped key and sealed fields; both absent once destroyed.
-- params: id int
-- returns: wrapped blob?, fields blob?
SELECT wrapped, fields FROM citizen WHERE id = :id;

-- name: address_add
-- A phone (1) or mail address (2) of a citizen, by its keyed digest.
-- params: digest blob, citizen int, medium int
INSERT INTO address (digest, citizen, medium) VALUES (:digest, :citizen, :medium);

-- name: appeal_add
-- A new appeal.
-- params: id int, serial int, digits int, kind int, state int, channel int, topic int?, region int?, lang int, citizen int,
--   entered_ms int, answer_by_ms int
INSERT INTO appeal (id, serial, digits, kind, state, channel, topic, region, lang, citizen, version, entered_ms, answer_by_ms)
VALUES (:id, :serial, :digits, :kind, :state, :channel, :topic, :region, :lang, :citizen, 1, :entered_ms, :answer_by_ms);

-- name: appeal_by_digits
-- An appeal by its ten digits, or by a number that was its own once. The serial is that of the digits: its index grows at one
-- end, where one of digits would be written all over.
-- params: digits int, serial int
-- returns: id int, digits int, kind int, state int, channel int, topic int?, region int?, lang int, citizen int, owner int?,
--   version int, entered_ms int, answer_by_ms int, paused_ms int?, answered_ms int?, closed_ms int?, result int?, delay text?
SELECT id, digits, kind, state, channel, topic, region, lang, citizen, owner,
       version, entered_ms, answer_by_ms, paused_ms, answered_ms, closed_ms, result, delay
FROM appeal
WHERE id = (SELECT id FROM appeal WHERE serial = :serial UNION ALL SELECT appeal FROM alias WHERE digits = :digits LIMIT 1);

-- name: appeal_change
-- What an act made of an appeal; none is changed when somebody acted first.
-- params: id int, version int, state int, owner int?, topic int?, answer_by_ms int, paused_ms int?, answered_ms int?,
--   closed_ms int?, result int?, delay text?
-- changes
UPDATE appeal SET state = :state, owner = :owner, topic = :topic, answer_by_ms = :answer_by_ms, paused_ms = :paused_ms,
       answered_ms = :answered_ms, closed_ms = :closed_ms, result = :result, delay = :delay, version = :version + 1
WHERE id = :id AND version = :version;

-- name: alias_add
-- A number that leads to an appeal that has another; was: the appeal that became part of it.
-- params: digits int, appeal int, at_ms int, was int?
INSERT INTO alias (digits, appeal, at_ms, was) VALUES (:digits, :appeal, :at_ms, :was);

-- name: alias_move
-- Numbers that led to an appeal lead to another.
-- params: appeal int, into int
UPDATE alias SET appeal = :into WHERE appeal = :appeal;

-- name: appeal_first_contact
-- The contact that an appeal began with.
-- params: appeal int
-- returns: id int
SELECT id FROM contact WHERE appeal = :appeal ORDER BY entered_ms, id LIMIT 1;

-- name: join_messages
-- All that is said in an appeal, with what was cut out.
-- params: appeal int
-- returns: id int, author int, kind int, cut blob?
SELECT id, author, kind, cut FROM message WHERE appeal = :appeal ORDER BY id;

-- name: join_drafts
-- Drafts for an appeal.
-- params: appeal int
-- returns: staff int, body blob
SELECT staff, body FROM draft WHERE appeal = :appeal ORDER BY staff;

-- name: join_message
-- A message goes over to another appeal, sealed anew.
-- params: appeal int, id int, into int, author int, kind int, cut blob?
UPDATE message SET appeal = :into, author = :author, kind = :kind, cut = :cut WHERE appeal = :appeal AND id = :id;

-- name: join_file
-- A file goes over to another appeal, sealed anew.
-- params: id int, into int, wrapped blob
UPDATE file SET appeal = :into, wrapped = :wrapped WHERE id = :id;

-- name: join_contact_twice
-- Contacts that both appeals have.
-- params: appeal int, into int
DELETE FROM contact WHERE appeal = :appeal AND id IN (SELECT id FROM contact WHERE appeal = :into);

-- name: join_contacts
-- Contacts go over to another appeal.
-- params: appeal int, into int
UPDATE contact SET appeal = :into WHERE appeal = :appeal;

-- name: join_drafts_drop
-- Drafts of an appeal that is no more.
-- params: appeal int
DELETE FROM draft WHERE appeal = :appeal;

-- name: join_addresses
-- One citizen's phones and mail addresses are another's too.
-- params: citizen int, into int
INSERT INTO address (digest, citizen, medium) SELECT digest, CAST(:into AS BIGINT), medium FROM address WHERE citizen = :citizen
ON CONFLICT (digest, citizen) DO NOTHING;

-- name: join_version
-- A version that neither of two appeals ever had; none is changed when somebody acted first.
-- params: id int, version int, next int
-- changes
UPDATE appeal SET version = :next WHERE id = :id AND version = :version;

-- name: join_drop
-- An appeal that became part of another.
-- params: id int
DELETE FROM appeal WHERE id = :id;

-- name: join_addresses_drop
-- The phones and mail addresses of a citizen who has no appeal any more.
-- params: citizen int
DELETE FROM address WHERE citizen = :citizen AND NOT EXISTS (SELECT 1 FROM appeal WHERE citizen = :citizen);

-- name: join_citizen_drop
-- A citizen who has no appeal any more.
-- params: citizen int
DELETE FROM citizen WHERE id = :citizen AND NOT EXISTS (SELECT 1 FROM appeal WHERE citizen = :citizen);

-- name: citizen_fields_set
-- What is known of a citizen, sealed.
-- params: id int, fields blob?
UPDATE citizen SET fields = :fields WHERE id = :id;

-- name: contact_add
-- One call, letter or form.
-- params: id int, appeal int, channel int, entered_ms int, ended_ms int?, incarnation int
INSERT INTO contact (id, appeal, channel, entered_ms, ended_ms, incarnation)
VALUES (:id, :appeal, :channel, :entered_ms, :ended_ms, :incarnation);

-- name: message_add
-- What was written, its identifiers cut out.
-- params: id int, appeal int, contact int?, author int, kind int, at_ms int, body text, cut blob?
INSERT INTO message (id, appeal, contact, author, kind, at_ms, body, cut)
VALUES (:id, :appeal, :contact, :author, :kind, :at_ms, :body, :cut);

-- name: message_count
-- How many messages and files an appeal has.
-- params: appeal int
-- returns: messages int, files int
SELECT (SELECT count(*) FROM message WHERE appeal = :appeal), (SELECT count(*) FROM file WHERE appeal = :appeal);

-- name: message_list
-- The messages of an appeal, oldest first.
-- params: appeal int
-- returns: id int, author int, kind int, at_ms int, body text, has_cut int, name text?
SELECT m.id, m.author, m.kind, m.at_ms, m.body, CASE WHEN m.cut IS NULL THEN 0 ELSE 1 END, s.name
FROM message m LEFT JOIN staff s ON s.id = m.author
WHERE m.appeal = :appeal ORDER BY m.at_ms, m.id;

-- name: message_cut
-- What was cut out of a message, sealed.
-- params: appeal int, id int
-- returns: cut blob?
SELECT cut FROM message WHERE appeal = :appeal AND id = :id;

-- name: file_add
-- A file of an appeal; its key and name are sealed.
-- params: id int, appeal int, message int?, blob text, wrapped blob, type text, size_bytes int, at_ms int
INSERT INTO file (id, appeal, message, blob, wrapped, type, size_bytes, at_ms)
VALUES (:id, :appeal, :message, :blob, :wrapped, :type, :size_bytes, :at_ms);

-- name: file_list
-- The files of an appeal, oldest first.
-- params: appeal int
-- returns: id int, message int?, blob text, wrapped blob, type text, size_bytes int, at_ms int
SELECT id, message, blob, wrapped, type, size_bytes, at_ms FROM file WHERE appeal = :appeal ORDER BY at_ms, id;

-- name: file_by_id
-- One file of an appeal.
-- params: appeal int, id int
-- returns: blob text, wrapped blob, type text, size_bytes int
SELECT blob, wrapped, type, size_bytes FROM file WHERE appeal = :appeal AND id = :id;

-- name: file_known
-- Is there a row for this blob?
-- params: blob text
-- returns: id int
SELECT id FROM file WHERE blob = :blob;

-- name: file_any
-- Has any appeal a file?
-- returns: id int
SELECT id FROM file LIMIT 1;

-- name: draft_get
-- The draft of a staff member for an appeal.
-- params: appeal int, staff int
-- returns: version int, at_ms int, body blob
SELECT version, at_ms, body FROM draft WHERE appeal = :appeal AND staff = :staff;

-- name: draft_put
-- Saves a draft over the version that was read.
-- params: appeal int, staff int, version int, at_ms int, body blob
INSERT INTO draft (appeal, staff, version, at_ms, body) VALUES (:appeal, :staff, :version, :at_ms, :body)
ON CONFLICT (appeal, staff) DO UPDATE SET version = :version, at_ms = :at_ms, body = :body;

-- name: draft_drop
-- A draft that was sent, or emptied.
-- params: appeal int, staff int
DELETE FROM draft WHERE appeal = :appeal AND staff = :staff;

-- name: work_mine
-- What a staff member works on, nearest term first.
-- params: owner int
-- returns: id int, digits int, kind int, state int, channel int, topic int?, region int?, owner int?, owner_name text?,
--   version int, entered_ms int, answer_by_ms int, body text, files int
SELECT a.id, a.digits, a.kind, a.state, a.channel, a.topic, a.region, a.owner, s.name,
       a.version, a.entered_ms, a.answer_by_ms,
       coalesce((SELECT m.body FROM message m WHERE m.appeal = a.id AND m.author = 0 ORDER BY m.at_ms DESC, m.id DESC LIMIT 1), ''),
       (SELECT count(*) FROM file f WHERE f.appeal = a.id)
FROM appeal a LEFT JOIN staff s ON s.id = a.owner
WHERE a.owner = :owner AND a.state IN (2, 3, 4, 6) ORDER BY a.answer_by_ms, a.id LIMIT 200;

-- name: work_waiting
-- What nobody works on, nearest term first: new ones, and reopened ones without an owner.
-- params: most int
-- returns: id int, digits int, kind int, state int, channel int, topic int?, region int?, owner int?, owner_name text?,
--   version int, entered_ms int, answer_by_ms int, body text, files int
SELECT a.id, a.digits, a.kind, a.state, a.channel, a.topic, a.region, a.owner, NULL,
       a.version, a.entered_ms, a.answer_by_ms,
       coalesce((SELECT m.body FROM message m WHERE m.appeal = a.id AND m.author = 0 ORDER BY m.at_ms DESC, m.id DESC LIMIT 1), ''),
       (SELECT count(*) FROM file f WHERE f.appeal = a.id)
FROM appeal a WHERE a.state IN (1, 6) AND a.owner IS NULL ORDER BY a.answer_by_ms, a.id LIMIT :most;

-- name: work_list
-- Any appeals by state, topic, owner (absent: any) and time of entry, by term, a page at a time from a cursor on.
-- params: state int?, topic int?, owner int?, from_ms int, to_ms int, after_ms int, after_id int, most int
-- returns: id int, digits int, kind int, state int, channel int, topic int?, region int?, owner int?, owner_name text?,
--   version int, entered_ms int, answer_by_ms int, body text, files int
SELECT a.id, a.digits, a.kind, a.state, a.channel, a.topic, a.region, a.owner, s.name,
       a.version, a.entered_ms, a.answer_by_ms,
       coalesce((SELECT m.body FROM message m WHERE m.appeal = a.id AND m.author = 0 ORDER BY m.at_ms DESC, m.id DESC LIMIT 1), ''),
       (SELECT count(*) FROM file f WHERE f.appeal = a.id)
FROM appeal a LEFT JOIN staff s ON s.id = a.owner
WHERE (:state IS NULL OR a.state = :state) AND (:topic IS NULL OR a.topic = :topic) AND (:owner IS NULL OR a.owner = :owner)
  AND a.entered_ms >= :from_ms AND a.entered_ms < :to_ms
  AND (a.answer_by_ms > :after_ms OR (a.answer_by_ms = :after_ms AND a.id > :after_id))
ORDER BY a.answer_by_ms, a.id LIMIT :most;

-- name: work_found
-- One found appeal as a list shows it.
-- params: id int
-- returns: id int, digits int, kind int, state int, channel int, topic int?, region int?, owner int?, owner_name text?,
--   version int, entered_ms int, answer_by_ms int, body text, files int
SELECT a.id, a.digits, a.kind, a.state, a.channel, a.topic, a.region, a.owner, s.name,
       a.version, a.entered_ms, a.answer_by_ms,
       coalesce((SELECT m.body FROM message m WHERE m.appeal = a.id AND m.author = 0 ORDER BY m.at_ms DESC, m.id DESC LIMIT 1), ''),
       (SELECT count(*) FROM file f WHERE f.appeal = a.id)
FROM appeal a LEFT JOIN staff s ON s.id = a.owner WHERE a.id = :id;

-- name: work_by_address
-- Appeals of those who gave this phone or mail address, newest first.
-- params: digest blob, most int
-- returns: appeal int
SELECT a.id FROM address d JOIN appeal a ON a.citizen = d.citizen
WHERE d.digest = :digest ORDER BY a.id DESC LIMIT :most;

-- name: work_by_digits
-- The appeal that a number leads to.
-- params: digits int, serial int
-- returns: appeal int
SELECT id FROM appeal WHERE serial = :serial UNION ALL SELECT appeal FROM alias WHERE digits = :digits LIMIT 1;

-- name: stat_entered
-- How many appeals entered in a span of time, by kind, topic and channel, and what became of them: answered, answered in time,
-- closed, solved.
-- params: from_ms int, to_ms int
-- returns: kind int, topic int?, channel int, n int, answered int, in_time int, closed int, solved int, answer_ms int
SELECT kind, topic, channel, count(*),
       sum(CASE WHEN answered_ms IS NULL THEN 0 ELSE 1 END),
       sum(CASE WHEN answered_ms <= answer_by_ms THEN 1 ELSE 0 END),
       sum(CASE WHEN closed_ms IS NULL THEN 0 ELSE 1 END),
       sum(CASE WHEN result IN (1, 2) THEN 1 ELSE 0 END),
       CAST(coalesce(sum(answered_ms - entered_ms), 0) AS BIGINT)
FROM appeal WHERE entered_ms >= :from_ms AND entered_ms < :to_ms
GROUP BY kind, topic, channel ORDER BY kind, topic, channel;

-- name: work_counts
-- How many appeals there are in each state that is not closed, and how many of them are late.
-- params: now_ms int
-- returns: state int, n int, late int
SELECT state, count(*), CAST(coalesce(sum(CASE WHEN answer_by_ms < :now_ms AND state IN (1, 2, 6) THEN 1 ELSE 0 END), 0) AS BIGINT)
FROM appeal WHERE state IN (1, 2, 3, 4, 6) GROUP BY state;

-- name: appeal_earlier
-- Other appeals of those who share a phone or a mail address with this citizen, newest first.
-- params: citizen int, id int
-- returns: digits int, kind int, state int, entered_ms int
SELECT a.digits, a.kind, a.state, a.entered_ms
FROM appeal a
WHERE a.id <> :id AND a.citizen IN (
  SELECT other.citizen FROM address mine JOIN address other ON other.digest = mine.digest WHERE mine.citizen = :citizen)
ORDER BY a.entered_ms DESC LIMIT 20;

-- name: contact_all
-- Calls, letters, forms of those who share a phone or a mail address with this citizen, and of the appeal itself, newest first.
-- params: citizen int, id int
-- score: what the caller said of the talk.
-- returns: id int, channel int, entered_ms int, ended_ms int?, cause text?, digits int, score int?
SELECT c.id, c.channel, c.entered_ms, c.ended_ms, c.cause, a.digits, s.score
FROM appeal a JOIN contact c ON c.appeal = a.id LEFT JOIN survey s ON s.call = c.id
WHERE a.id = :id OR a.citizen IN (
  SELECT other.citizen FROM address mine JOIN address other ON other.digest = mine.digest WHERE mine.citizen = :citizen)
ORDER BY c.entered_ms DESC, c.id DESC LIMIT 20;

-- name: journal_of_appeal
-- What happened to an appeal, oldest first.
-- params: appeal int
-- returns: pos int, at_ms int, actor int, kind text, body text, name text?
SELECT j.pos, j.at_ms, j.actor, j.kind, j.body, s.name
FROM journal j LEFT JOIN staff s ON s.id = j.actor
WHERE j.appeal = :appeal ORDER BY j.pos LIMIT 2000;

-- name: journal_number
-- The number of an appeal by its id, or by that of one of its calls.
-- params: id int
-- returns: digits int
SELECT digits FROM appeal WHERE id = :id OR id = (SELECT appeal FROM call WHERE id = :id);

-- name: journal_page
-- What happened, from a position on.
-- params: since int, most int
-- returns: pos int, at_ms int, actor int, kind text, body text, name text?, digits int?
SELECT j.pos, j.at_ms, j.actor, j.kind, j.body, s.name, a.digits
FROM journal j LEFT JOIN staff s ON s.id = j.actor LEFT JOIN appeal a ON a.id = j.appeal
WHERE j.pos >= :since ORDER BY j.pos LIMIT :most;

-- name: journal_page_of
-- The same of one appeal.
-- params: appeal int, since int, most int
-- returns: pos int, at_ms int, actor int, kind text, body text, name text?, digits int?
SELECT j.pos, j.at_ms, j.actor, j.kind, j.body, s.name, a.digits
FROM journal j LEFT JOIN staff s ON s.id = j.actor LEFT JOIN appeal a ON a.id = j.appeal
WHERE j.appeal = :appeal AND j.pos >= :since ORDER BY j.pos LIMIT :most;

-- name: journal_newest
-- What happened between two positions, newest first: low ≤ pos < before, here and below.
-- params: low int, before int, most int
-- returns: pos int, at_ms int, actor int, kind text, body text, name text?, digits int?
SELECT j.pos, j.at_ms, j.actor, j.kind, j.body, s.name, a.digits
FROM journal j LEFT JOIN staff s ON s.id = j.actor LEFT JOIN appeal a ON a.id = j.appeal
WHERE j.pos >= :low AND j.pos < :before ORDER BY j.pos DESC LIMIT :most;

-- name: journal_newest_kind
-- The same of one kind (journal_by_kind).
-- params: kind text, low int, before int, most int
-- returns: pos int, at_ms int, actor int, kind text, body text, name text?, digits int?
SELECT j.pos, j.at_ms, j.actor, j.kind, j.body, s.name, a.digits
FROM journal j LEFT JOIN staff s ON s.id = j.actor LEFT JOIN appeal a ON a.id = j.appeal
WHERE j.kind = :kind AND j.pos >= :low AND j.pos < :before ORDER BY j.pos DESC LIMIT :most;

-- name: journal_newest_actor
-- The same of who acted (journal_by_actor), of kinds that are next to each other.
-- params: actor int, low int, before int, kind_low text, kind_high text, most int
-- returns: pos int, at_ms int, actor int, kind text, body text, name text?, digits int?
SELECT j.pos, j.at_ms, j.actor, j.kind, j.body, s.name, a.digits
FROM journal j LEFT JOIN staff s ON s.id = j.actor LEFT JOIN appeal a ON a.id = j.appeal
WHERE j.actor = :actor AND j.pos >= :low AND j.pos < :before AND j.kind >= :kind_low AND j.kind < :kind_high
ORDER BY j.pos DESC LIMIT :most;

-- name: journal_newest_appeal
-- The same of one appeal (journal_by_appeal), of kinds and people that are next to each other.
-- params: appeal int, low int, before int, kind_low text, kind_high text, actor_low int, actor_high int, most int
-- returns: pos int, at_ms int, actor int, kind text, body text, name text?, digits int?
SELECT j.pos, j.at_ms, j.actor, j.kind, j.body, s.name, a.digits
FROM journal j LEFT JOIN staff s ON s.id = j.actor LEFT JOIN appeal a ON a.id = j.appeal
WHERE j.appeal = :appeal AND j.pos >= :low AND j.pos < :before AND j.kind >= :kind_low AND j.kind < :kind_high
  AND j.actor >= :actor_low AND j.actor <= :actor_high ORDER BY j.pos DESC LIMIT :most;

-- name: journal_actor_floor
-- Where the look-th row of somebody lies, from a position downwards; none: there are fewer.
-- params: actor int, before int, look int
-- returns: pos int
SELECT pos FROM journal WHERE actor = :actor AND pos < :before ORDER BY pos DESC LIMIT 1 OFFSET :look;

-- name: journal_kind_next
-- The first kind that was ever written from a word on; none: absent.
-- params: kind_low text, kind_high text
-- returns: kind text?
SELECT min(kind) AS kind FROM journal WHERE kind >= :kind_low AND kind < :kind_high;

-- name: journal_when
-- When the row of a position was written.
-- params: at int
-- returns: at_ms int
SELECT at_ms FROM journal WHERE pos = :at;

-- name: appeal_after
-- The next appeal in the order of ids.
-- params: after int
-- returns: id int, serial int, digits int
SELECT id, serial, digits FROM appeal WHERE id > :after ORDER BY id LIMIT 1;

-- name: appeal_total
-- How many appeals there are.
-- returns: n int
SELECT count(*) FROM appeal;

-- name: search_add
-- Some appeals that hold a token (posting.h), found by a run of the index that read the journal up to pos.
-- params: token int, last int, pos int, appeals blob
INSERT INTO search_token (token, last, pos, appeals) VALUES (:token, :last, :pos, :appeals);

-- name: search_find
-- The rows of a token whose highest appeal is not above this one, highest first.
-- params: token int, highest int, most int
-- returns: last int, appeals blob
SELECT last, appeals FROM search_token WHERE token = :token AND last <= :highest ORDER BY last DESC LIMIT :most;

-- name: search_has
-- The rows of a token whose highest appeal lies between these.
-- params: token int, lowest int, highest int
-- returns: last int, appeals blob
SELECT last, appeals FROM search_token WHERE token = :token AND last >= :lowest AND last <= :highest;

-- name: message_after
-- The journal from a position on, with the messages that came with its rows, to index them.
-- params: after int, most int
-- returns: pos int, appeal int, body text?
SELECT j.pos, j.appeal, m.body
FROM (SELECT pos, appeal, at_ms, kind FROM journal WHERE pos > :after ORDER BY pos LIMIT :most) j
LEFT JOIN message m ON m.appeal = j.appeal AND (j.kind = 'appeal.joined' OR (m.at_ms = j.at_ms
  AND j.kind IN ('appeal.entered', 'appeal.message', 'appeal.answered', 'appeal.requested', 'appeal.noted', 'appeal.reopened')))
ORDER BY j.pos;

-- name: topic_active
-- Is there such a topic, and is it offered?
-- params: id int
-- returns: active int
SELECT active FROM topic WHERE id = :id;

-- name: staff_name
-- How a staff member is called.
-- params: id int
-- returns: name text
SELECT name FROM staff WHERE id = :id;

-- name: journal_last
-- Where the journal stands.
-- returns: pos int
SELECT pos FROM journal_head WHERE one = 1;

-- name: follower_get
-- Where a follower stands.
-- params: name text
-- returns: pos int
SELECT pos FROM follower WHERE name = :name;

-- name: follower_put
-- Where a follower stands now.
-- params: name text, pos int
INSERT INTO follower (name, pos) VALUES (:name, :pos) ON CONFLICT (name) DO UPDATE SET pos = :pos;

-- name: incarnation_add
-- A run of the program on a node.
-- params: id int, node int, started_ms int
INSERT INTO incarnation (id, node, started_ms) VALUES (:id, :node, :started_ms);

-- name: incarnation_end
-- A run that ended as it should.
-- params: id int, ended_ms int
UPDATE incarnation SET ended_ms = :ended_ms, cause = 'stop' WHERE id = :id;

-- name: incarnation_crash
-- Runs of this node that never ended.
-- params: node int, ended_ms int
-- changes
UPDATE incarnation SET ended_ms = :ended_ms, cause = 'crash' WHERE node = :node AND ended_ms IS NULL;

-- name: contact_crash
-- Contacts that a dead run of this node left open.
-- params: node int, ended_ms int
-- changes
UPDATE contact SET ended_ms = :ended_ms, cause = 'crash'
WHERE ended_ms IS NULL AND incarnation IN (SELECT id FROM incarnation WHERE node = :node AND ended_ms IS NULL);
