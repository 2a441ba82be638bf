SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE SCHEMA daggy;
CREATE FUNCTION daggy.append(its_store text, its_token bigint, acknowledged bigint, number bigint, is_first boolean, run_rows json, document_rows json, document_bytes bytea, journal_rows json, started_rows json, ended_rows json, OUT status text, OUT refused_run bigint) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'daggy'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
DECLARE
  recorded bigint;
BEGIN
  status := check_owner(its_store, its_token);
  IF status <> 'ours' THEN RETURN; END IF;
  SELECT last_append INTO recorded FROM store;
  IF is_first AND recorded >= number THEN status := 'again'; RETURN; END IF;
  IF recorded < acknowledged THEN status := 'back'; RETURN; END IF;
  SELECT CASE WHEN its.is_new THEN 'twice' ELSE 'missing' END, its.id INTO status, refused_run
    FROM json_to_recordset(run_rows) AS its (id bigint, is_new boolean)
    WHERE its.is_new = EXISTS (SELECT FROM runs WHERE runs.id = its.id) LIMIT 1;
  IF FOUND THEN RETURN; END IF;
  status := 'recorded';
  UPDATE store SET last_append = number, next_run_id = greatest(next_run_id, (
    SELECT max(its.id) + 1 FROM json_to_recordset(run_rows) AS its (id bigint)
  ));
  INSERT INTO runs
    SELECT id, tag, pool, state, to_time(submitted), to_time(started), to_time(stopped), to_time(updated),
      task_count, queued, running, retry, completed, errored, killed, record_version, record_crc, record, event_count
    FROM json_to_recordset(run_rows) AS its (
      id bigint, tag text, pool text, state text, submitted bigint, started bigint, stopped bigint, updated bigint,
      task_count bigint, queued bigint, running bigint, retry bigint, completed bigint, errored bigint, killed bigint,
      record_version integer, record_crc bigint, record text, event_count bigint
    )
    ON CONFLICT (id) DO UPDATE SET
      tag = excluded.tag, pool = excluded.pool, state = excluded.state, submitted = excluded.submitted,
      started = excluded.started, stopped = excluded.stopped, updated = excluded.updated,
      task_count = excluded.task_count, queued = excluded.queued, running = excluded.running, retry = excluded.retry,
      completed = excluded.completed, errored = excluded.errored, killed = excluded.killed,
      record_version = excluded.record_version, record_crc = excluded.record_crc, record = excluded.record,
      event_count = runs.event_count + excluded.event_count;
  INSERT INTO documents
    SELECT run_id, piece, is_last, crc, substring(document_bytes FROM start FOR size)
    FROM json_to_recordset(document_rows)
      AS its (run_id bigint, piece integer, is_last boolean, crc bigint, start integer, size integer);
  INSERT INTO journal (run_id, version, crc, events)
    SELECT run_id, version, crc, events
    FROM ROWS FROM (json_to_recordset(journal_rows) AS (run_id bigint, version integer, crc bigint, events text))
      WITH ORDINALITY AS its (run_id, version, crc, events, place)
    ORDER BY place;
  UPDATE attempts
    SET started_at = to_time(its.started_at), stopped_at = to_time(its.stopped_at), cause = its.cause, rc = its.rc,
      next_state = its.next_state, retry_at = to_time(its.retry_at), output_bytes = its.output_bytes,
      error_bytes = its.error_bytes, truncated = its.truncated, executor_log = its.executor_log,
      cpu_seconds = its.cpu_seconds, max_rss_mb = its.max_rss_mb
    FROM json_to_recordset(ended_rows) AS its (
      run_id bigint, task integer, attempt integer, started_at bigint, stopped_at bigint, cause text, rc integer,
      next_state text, retry_at bigint, output_bytes bigint, error_bytes bigint, truncated boolean, executor_log text,
      cpu_seconds double precision, max_rss_mb double precision
    )
    WHERE attempts.run_id = its.run_id AND attempts.task = its.task AND attempts.attempt = its.attempt;
  INSERT INTO attempts
    SELECT run_id, task, attempt, task_name, to_time(started_at), to_time(stopped_at), cause, rc, next_state,
      to_time(retry_at), output_bytes, error_bytes, truncated, executor_log, cpu_seconds, max_rss_mb
    FROM json_to_recordset(started_rows) AS its (
      run_id bigint, task integer, attempt integer, task_name text, started_at bigint, stopped_at bigint, cause text,
      rc integer, next_state text, retry_at bigint, output_bytes bigint, error_bytes bigint, truncated boolean,
      executor_log text, cpu_seconds double precision, max_rss_mb double precision
    )
    ON CONFLICT DO NOTHING;
END
$$;
CREATE FUNCTION daggy.check_owner(its_store text, its_token bigint) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'daggy'
    AS $$
DECLARE
  held store;
BEGIN
  SELECT * INTO held FROM store FOR UPDATE;
  IF NOT FOUND OR held.store_id <> its_store THEN RETURN 'gone'; END IF;
  IF held.fencing_token > its_token THEN RETURN 'taken'; END IF;
  IF held.fencing_token < its_token THEN RETURN 'back'; END IF;
  RETURN 'ours';
END
$$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE daggy.store (
    single boolean DEFAULT true NOT NULL,
    store_id text NOT NULL,
    fencing_token bigint NOT NULL,
    last_append bigint NOT NULL,
    next_run_id bigint NOT NULL,
    CONSTRAINT store_single_check CHECK (single)
);
COMMENT ON TABLE daggy.store IS 'One row: what the whole store is.';
COMMENT ON COLUMN daggy.store.store_id IS 'Names the store for ever.';
COMMENT ON COLUMN daggy.store.fencing_token IS 'Ascends with each daggyd that takes the store; only the last one may write.';
COMMENT ON COLUMN daggy.store.last_append IS 'Number of the last append: a repeated one is known by it.';
COMMENT ON COLUMN daggy.store.next_run_id IS 'Greater than every id ever given out.';
CREATE FUNCTION daggy.claim(seen_token bigint, seen_heartbeat bigint, its_identity text) RETURNS SETOF daggy.store
    LANGUAGE plpgsql
    SET search_path TO 'daggy'
    AS $$
DECLARE
  beats bigint;
BEGIN
  PERFORM FROM store WHERE fencing_token = seen_token FOR UPDATE;
  IF NOT FOUND THEN RETURN; END IF;
  SELECT heartbeat INTO beats FROM owner FOR UPDATE;
  IF beats <> seen_heartbeat THEN RETURN; END IF;
  DELETE FROM owner;
  INSERT INTO owner (identity, heartbeat) VALUES (its_identity, 0);
  RETURN QUERY UPDATE store SET fencing_token = fencing_token + 1 RETURNING *;
END
$$;
CREATE FUNCTION daggy.forget(its_store text, its_token bigint, run_ids bigint[]) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'daggy'
    AS $$
DECLARE
  status text := check_owner(its_store, its_token);
BEGIN
  IF status <> 'ours' THEN RETURN status; END IF;
  WITH gone AS (DELETE FROM runs WHERE id = ANY (run_ids) RETURNING id)
    INSERT INTO forgotten SELECT id FROM gone;
  RETURN status;
END
$$;
CREATE FUNCTION daggy.sweep(its_store text, its_token bigint) RETURNS text
    LANGUAGE plpgsql
    SET search_path TO 'daggy'
    SET enable_seqscan TO 'off'
    SET jit TO 'off'
    AS $$
DECLARE
  status text := check_owner(its_store, its_token);
  work integer := 2000;
  deleted integer;
  its_run bigint;
BEGIN
  IF status <> 'ours' THEN RETURN status; END IF;
  -- What a crash takes of a sweep is swept again.
  PERFORM set_config('synchronous_commit', 'off', true);
  SELECT min(run_id) INTO its_run FROM forgotten;
  WHILE its_run IS NOT NULL AND work > 0 LOOP
    DELETE FROM attempts
      WHERE ctid = ANY (ARRAY(SELECT ctid FROM attempts WHERE run_id = its_run LIMIT work));
    GET DIAGNOSTICS deleted = ROW_COUNT;
    work := work - deleted;
    -- One of these is as much work as a hundred attempts.
    DELETE FROM journal
      WHERE ctid = ANY (ARRAY(SELECT ctid FROM journal WHERE run_id = its_run LIMIT work / 100 + 1));
    GET DIAGNOSTICS deleted = ROW_COUNT;
    work := work - 100 * deleted;
    DELETE FROM documents
      WHERE ctid = ANY (ARRAY(SELECT ctid FROM documents WHERE run_id = its_run LIMIT greatest(work, 0) / 100 + 1));
    GET DIAGNOSTICS deleted = ROW_COUNT;
    work := work - 100 * deleted;
    IF work > 0 THEN
      DELETE FROM forgotten WHERE run_id = its_run;
      work := work - 20;
    END IF;
    SELECT min(run_id) INTO its_run FROM forgotten;
  END LOOP;
  RETURN CASE WHEN its_run IS NULL THEN 'swept' ELSE status END;
END
$$;
CREATE FUNCTION daggy.to_time(ms bigint) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
  SELECT 'epoch'::timestamptz + (ms / 1000) * interval '1 second' + (ms % 1000) * interval '1 millisecond'
$$;
CREATE TABLE daggy.attempts (
    run_id bigint NOT NULL,
    task integer NOT NULL,
    attempt integer NOT NULL,
    task_name text NOT NULL,
    started_at timestamp with time zone,
    stopped_at timestamp with time zone,
    cause text,
    rc integer,
    next_state text,
    retry_at timestamp with time zone,
    output_bytes bigint,
    error_bytes bigint,
    truncated boolean,
    executor_log text,
    cpu_seconds double precision,
    max_rss_mb double precision
)
WITH (fillfactor='50');
COMMENT ON TABLE daggy.attempts IS 'Starts of tasks, for people and programs to query. daggyd itself never reads them.';
COMMENT ON COLUMN daggy.attempts.task IS 'Number of the task in its run, from 0.';
COMMENT ON COLUMN daggy.attempts.attempt IS 'The first one is 1.';
COMMENT ON COLUMN daggy.attempts.stopped_at IS 'None while the attempt runs, as in the columns that follow.';
COMMENT ON COLUMN daggy.attempts.cause IS 'exit, signal, oom, timeout, killed, lost, rejected or spawn-error.';
COMMENT ON COLUMN daggy.attempts.rc IS 'Exit code, or 128 + signal number; none when nobody knows it.';
COMMENT ON COLUMN daggy.attempts.next_state IS 'What the task became by it: COMPLETED, RETRY, ERRORED or KILLED.';
COMMENT ON COLUMN daggy.attempts.output_bytes IS 'Written to stdout, kept or not; error_bytes: to stderr.';
COMMENT ON COLUMN daggy.attempts.truncated IS 'The middle of stdout or stderr was not kept.';
CREATE TABLE daggy.daggy_migrations (
    version integer NOT NULL,
    applied timestamp with time zone DEFAULT now() NOT NULL
);
COMMENT ON TABLE daggy.daggy_migrations IS 'Which changes of the tables of daggy were made; the greatest is their version.';
CREATE TABLE daggy.documents (
    run_id bigint NOT NULL,
    piece integer NOT NULL,
    is_last boolean NOT NULL,
    crc bigint NOT NULL,
    content bytea NOT NULL
);
COMMENT ON TABLE daggy.documents IS 'Definitions as submitted, UTF-8, in pieces from 0: convert_from(content, ''UTF8'').';
COMMENT ON COLUMN daggy.documents.crc IS 'CRC-32 of the content.';
CREATE TABLE daggy.forgotten (
    run_id bigint NOT NULL
);
COMMENT ON TABLE daggy.forgotten IS 'Runs that were removed and of which other tables still hold something, which is being deleted.';
CREATE TABLE daggy.journal (
    run_id bigint NOT NULL,
    seq bigint NOT NULL,
    version integer NOT NULL,
    crc bigint NOT NULL,
    events text NOT NULL
);
COMMENT ON TABLE daggy.journal IS 'What has happened to each run, in the order of seq: what daggyd recovers from.';
COMMENT ON COLUMN daggy.journal.events IS 'JSON of format version; crc is CRC-32 of its UTF-8.';
ALTER TABLE daggy.journal ALTER COLUMN seq ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME daggy.journal_seq_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE daggy.owner (
    single boolean DEFAULT true NOT NULL,
    identity text NOT NULL,
    heartbeat bigint NOT NULL,
    CONSTRAINT owner_single_check CHECK (single)
);
COMMENT ON TABLE daggy.owner IS 'The daggyd that uses the store; no row when none does.';
COMMENT ON COLUMN daggy.owner.identity IS 'JSON: host and pid of the process, and what tells it from all others.';
COMMENT ON COLUMN daggy.owner.heartbeat IS 'Raised every second: an owner that does not is dead or frozen after some.';
CREATE TABLE daggy.runs (
    id bigint NOT NULL,
    tag text NOT NULL,
    pool text NOT NULL,
    state text NOT NULL,
    submitted timestamp with time zone,
    started timestamp with time zone,
    stopped timestamp with time zone,
    updated timestamp with time zone,
    task_count bigint NOT NULL,
    queued bigint NOT NULL,
    running bigint NOT NULL,
    retry bigint NOT NULL,
    completed bigint NOT NULL,
    errored bigint NOT NULL,
    killed bigint NOT NULL,
    record_version integer NOT NULL,
    record_crc bigint NOT NULL,
    record text NOT NULL,
    event_count bigint NOT NULL
)
WITH (fillfactor='50');
COMMENT ON TABLE daggy.runs IS 'DAG runs, for people and programs to query. daggyd itself reads only id, record and event_count.';
COMMENT ON COLUMN daggy.runs.tag IS 'As submitted; what Postgres cannot store is replaced by U+FFFD, as in all texts for people.';
COMMENT ON COLUMN daggy.runs.state IS 'QUEUED, RUNNING, PAUSED, COMPLETED, ERRORED or KILLED.';
COMMENT ON COLUMN daggy.runs.stopped IS 'When the run ended; none while it goes on.';
COMMENT ON COLUMN daggy.runs.queued IS 'Tasks in this state, as in the columns that follow.';
COMMENT ON COLUMN daggy.runs.record IS 'All of the above exactly, JSON of format record_version; record_crc is CRC-32 of its UTF-8.';
COMMENT ON COLUMN daggy.runs.event_count IS 'How many events the journal of this run must hold.';
INSERT INTO daggy.attempts VALUES (3, 0, 1, 'task_0', '2026-01-01 00:00:00.001+00', '2026-01-01 00:00:00.002+00', 'exit', 1, 'COMPLETED', NULL, 0, 0, false, 'on "host" é😀', 0, NULL);
INSERT INTO daggy.daggy_migrations VALUES (1, '2026-11-21 15:33:24.869221+00');
INSERT INTO daggy.documents VALUES (3, 0, true, 1282426709, '\x7b227461736b73223a7b22c3a9223a7b7d7d7d');
INSERT INTO daggy.journal OVERRIDING SYSTEM VALUE VALUES (3, 1, 1, 1249564374, '[[0,1767225600000]]');
INSERT INTO daggy.journal OVERRIDING SYSTEM VALUE VALUES (3, 2, 1, 4112251489, '[[4,1767225600000,0,1],[5,2,0,1,0,0,1,1,1,0,0,0,"on \"host\" é😀",[0,null]]]');
INSERT INTO daggy.runs VALUES (3, 'nightly', 'default', 'RUNNING', '2026-01-01 00:00:00+00', '2026-01-01 00:00:00.001+00', NULL, '2026-01-01 00:00:00.001+00', 6, 1, 2, 3, 4, 5, 6, 1, 3997973457, '{"runID":3,"tag":"nightly","pool":"default","state":"RUNNING","submitTime":1767225600000,"startTime":1767225600001,"lastUpdate":1767225600001,"taskCount":6,"taskCounts":{"QUEUED":1,"RUNNING":2,"RETRY":3,"COMPLETED":4,"ERRORED":5,"KILLED":6},"idempotency":{"key":"k","bodyHash":"ef"}}', 3);
INSERT INTO daggy.store VALUES (true, 'a2145c488475203e', 1, 2, 4);
SELECT pg_catalog.setval('daggy.journal_seq_seq', 2, true);
ALTER TABLE ONLY daggy.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (run_id, task, attempt);
ALTER TABLE ONLY daggy.daggy_migrations
    ADD CONSTRAINT daggy_migrations_pkey PRIMARY KEY (version);
ALTER TABLE ONLY daggy.documents
    ADD CONSTRAINT documents_pkey PRIMARY KEY (run_id, piece);
ALTER TABLE ONLY daggy.forgotten
    ADD CONSTRAINT forgotten_pkey PRIMARY KEY (run_id);
ALTER TABLE ONLY daggy.journal
    ADD CONSTRAINT journal_pkey PRIMARY KEY (run_id, seq);
ALTER TABLE ONLY daggy.owner
    ADD CONSTRAINT owner_pkey PRIMARY KEY (single);
ALTER TABLE ONLY daggy.runs
    ADD CONSTRAINT runs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY daggy.store
    ADD CONSTRAINT store_pkey PRIMARY KEY (single);
