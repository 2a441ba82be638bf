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
CREATE FUNCTION daggy.append(its_store text, its_token bigint, acknowledged bigint, number bigint, is_first boolean, run_ids bigint[], run_are_new boolean[], run_rows json, document_runs bigint[], document_pieces integer[], document_are_last boolean[], document_crcs bigint[], document_contents bytea[], journal_runs bigint[], journal_versions integer[], journal_crcs bigint[], journal_events text[], start_runs bigint[], start_firsts integer[], start_lasts integer[], start_tasks integer[], start_attempts integer[], start_names text[], start_times timestamp with time zone[], end_runs bigint[], end_firsts integer[], end_lasts integer[], end_tasks integer[], end_attempts integer[], end_starts timestamp with time zone[], end_stops timestamp with time zone[], end_causes text[], end_rcs integer[], end_states text[], end_retries timestamp with time zone[], end_output_bytes bigint[], end_error_bytes bigint[], end_truncated boolean[], end_logs text[], end_cpu_seconds double precision[], end_max_rss_mb double precision[], OUT status text, OUT refused_run bigint) RETURNS record
    LANGUAGE plpgsql
    SET search_path TO 'daggy'
    SET enable_seqscan TO 'off'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET jit TO 'off'
    AS $$
DECLARE
  refusal text;
BEGIN
  SELECT CASE WHEN its.is_new THEN 'twice' ELSE 'missing' END, its.id INTO refusal, refused_run
    FROM unnest(run_ids, run_are_new) AS its (id, is_new)
    WHERE its.is_new = EXISTS (SELECT FROM runs WHERE runs.id = its.id) LIMIT 1;
  IF refusal IS NULL THEN
    -- Keeps all others from writing until the transaction ends.
    UPDATE store
      SET last_append = number, next_run_id = greatest(next_run_id, (SELECT max(id) + 1 FROM unnest(run_ids) AS id))
      WHERE store_id = its_store AND fencing_token = its_token AND last_append >= acknowledged
        AND (last_append < number OR NOT is_first);
  END IF;
  IF refusal IS NOT NULL OR NOT FOUND THEN
    status := check_owner(its_store, its_token);
    IF status <> 'ours' THEN RETURN; END IF;
    SELECT CASE
        WHEN is_first AND last_append >= number THEN 'again'
        WHEN refusal IS NOT NULL AND last_append >= acknowledged THEN refusal
        ELSE 'back'
      END INTO status FROM store;
    RETURN;
  END IF;
  status := 'recorded';
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
  IF document_runs IS NOT NULL THEN
    INSERT INTO documents
      SELECT * FROM unnest(document_runs, document_pieces, document_are_last, document_crcs, document_contents);
  END IF;
  IF journal_runs IS NOT NULL THEN
    INSERT INTO journal (run_id, version, crc, events)
      SELECT run_id, version, crc, events
      FROM unnest(journal_runs, journal_versions, journal_crcs, journal_events)
        WITH ORDINALITY AS its (run_id, version, crc, events, place)
      ORDER BY place;
  END IF;
  IF start_runs IS NOT NULL THEN
    INSERT INTO attempt_starts
      SELECT run_id, start_tasks[a:z], start_attempts[a:z], start_names[a:z], start_times[a:z]
      FROM unnest(start_runs, start_firsts, start_lasts) AS its (run_id, a, z);
  END IF;
  IF end_runs IS NOT NULL THEN
    INSERT INTO attempt_ends
      SELECT run_id, end_tasks[a:z], end_attempts[a:z], end_starts[a:z], end_stops[a:z], end_causes[a:z], end_rcs[a:z],
        end_states[a:z], end_retries[a:z], end_output_bytes[a:z], end_error_bytes[a:z], end_truncated[a:z],
        end_logs[a:z], end_cpu_seconds[a:z], end_max_rss_mb[a:z]
      FROM unnest(end_runs, end_firsts, end_lasts) AS its (run_id, a, z);
  END IF;
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
  work integer := 100;
  deleted integer;
  its_run bigint;
BEGIN
  IF status <> 'ours' THEN RETURN status; END IF;
  -- What a crash takes of a sweep is swept again.
  PERFORM set_config('synchronous_commit', 'off', true);
  SELECT min(run_id) INTO its_run FROM forgotten;
  WHILE its_run IS NOT NULL AND work > 0 LOOP
    DELETE FROM attempt_starts
      WHERE ctid = ANY (ARRAY(SELECT ctid FROM attempt_starts WHERE run_id = its_run LIMIT work));
    GET DIAGNOSTICS deleted = ROW_COUNT;
    work := work - deleted;
    DELETE FROM attempt_ends
      WHERE ctid = ANY (ARRAY(SELECT ctid FROM attempt_ends WHERE run_id = its_run LIMIT work));
    GET DIAGNOSTICS deleted = ROW_COUNT;
    work := work - deleted;
    DELETE FROM journal
      WHERE ctid = ANY (ARRAY(SELECT ctid FROM journal WHERE run_id = its_run LIMIT work));
    GET DIAGNOSTICS deleted = ROW_COUNT;
    work := work - deleted;
    DELETE FROM documents
      WHERE ctid = ANY (ARRAY(SELECT ctid FROM documents WHERE run_id = its_run LIMIT work));
    GET DIAGNOSTICS deleted = ROW_COUNT;
    work := work - deleted;
    IF work > 0 THEN
      DELETE FROM forgotten WHERE run_id = its_run;
      work := work - 1;
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
CREATE TABLE daggy.attempt_ends (
    run_id bigint NOT NULL,
    task integer[] NOT NULL,
    attempt integer[] NOT NULL,
    started_at timestamp with time zone[],
    stopped_at timestamp with time zone[],
    cause text[] NOT NULL,
    rc integer[],
    next_state text[] NOT NULL,
    retry_at timestamp with time zone[],
    output_bytes bigint[] NOT NULL,
    error_bytes bigint[] NOT NULL,
    truncated boolean[] NOT NULL,
    executor_log text[],
    cpu_seconds double precision[],
    max_rss_mb double precision[]
);
COMMENT ON TABLE daggy.attempt_ends IS 'Ends of attempts, some in each row, for the view attempts. In each array they have the same order.';
COMMENT ON COLUMN daggy.attempt_ends.started_at IS 'When the executor started it. An array is missing where nothing is in it.';
CREATE TABLE daggy.attempt_starts (
    run_id bigint NOT NULL,
    task integer[] NOT NULL,
    attempt integer[] NOT NULL,
    task_name text[] NOT NULL,
    started_at timestamp with time zone[]
);
COMMENT ON TABLE daggy.attempt_starts IS 'Starts of tasks, some in each row, for the view attempts. In each array they have the same order.';
COMMENT ON COLUMN daggy.attempt_starts.started_at IS 'When the start was recorded. An array is missing where nothing is in it.';
CREATE VIEW daggy.attempts AS
 SELECT starts.run_id,
    starts.task,
    starts.attempt,
    starts.task_name,
        CASE
            WHEN (ends.cause IS NULL) THEN starts.started_at
            ELSE ends.started_at
        END AS started_at,
    ends.stopped_at,
    ends.cause,
    ends.rc,
    ends.next_state,
    ends.retry_at,
    ends.output_bytes,
    ends.error_bytes,
    ends.truncated,
    ends.executor_log,
    ends.cpu_seconds,
    ends.max_rss_mb
   FROM (( SELECT attempt_starts.run_id,
            its.task,
            its.attempt,
            its.task_name,
            its.started_at
           FROM daggy.attempt_starts,
            LATERAL UNNEST(attempt_starts.task, attempt_starts.attempt, attempt_starts.task_name, attempt_starts.started_at) its(task, attempt, task_name, started_at)) starts
     LEFT JOIN ( SELECT attempt_ends.run_id,
            its.task,
            its.attempt,
            its.started_at,
            its.stopped_at,
            its.cause,
            its.rc,
            its.next_state,
            its.retry_at,
            its.output_bytes,
            its.error_bytes,
            its.truncated,
            its.executor_log,
            its.cpu_seconds,
            its.max_rss_mb
           FROM daggy.attempt_ends,
            LATERAL UNNEST(attempt_ends.task, attempt_ends.attempt, attempt_ends.started_at, attempt_ends.stopped_at, attempt_ends.cause, attempt_ends.rc, attempt_ends.next_state, attempt_ends.retry_at, attempt_ends.output_bytes, attempt_ends.error_bytes, attempt_ends.truncated, attempt_ends.executor_log, attempt_ends.cpu_seconds, attempt_ends.max_rss_mb) its(task, attempt, started_at, stopped_at, cause, rc, next_state, retry_at, output_bytes, error_bytes, truncated, executor_log, cpu_seconds, max_rss_mb)) ends USING (run_id, task, attempt));
COMMENT ON VIEW daggy.attempts IS 'Starts of tasks, for people and programs to query. daggyd itself never reads them.';
COMMENT ON COLUMN daggy.attempts.task IS 'Number of the task in its run, from 0.';
COMMENT ON COLUMN daggy.attempts.attempt IS 'The first one is 1.';
COMMENT ON COLUMN daggy.attempts.started_at IS 'When it was recorded, as long as the attempt runs; then when the executor started it.';
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
INSERT INTO daggy.attempt_ends VALUES (3, '{0}', '{1}', '{"2026-01-01 00:00:00.001+00"}', '{"2026-01-01 00:00:00.002+00"}', '{exit}', '{1}', '{COMPLETED}', NULL, '{0}', '{0}', '{f}', '{"on \"host\" é😀"}', '{0}', NULL);
INSERT INTO daggy.attempt_starts VALUES (3, '{0}', '{1}', '{task_0}', '{"2026-01-01 00:00:00+00"}');
INSERT INTO daggy.daggy_migrations VALUES (1, '2026-11-21 16:25:03.442162+00');
INSERT INTO daggy.documents VALUES (3, 0, true, 1282426709, '\x7b227461736b73223a7b22c3a9223a7b7d7d7d');
INSERT INTO daggy.journal OVERRIDING SYSTEM VALUE VALUES (3, 1, 1, 1249564374, '[[0,1767225600000]]');
INSERT INTO daggy.journal OVERRIDING SYSTEM VALUE VALUES (3, 2, 1, 4112251489, '[[4,1767225600000,0,1],[5,2,0,1,0,0,1,1,1,0,0,0,"on \"host\" é😀",[0,null]]]');
INSERT INTO daggy.runs VALUES (3, 'nightly', 'default', 'RUNNING', '2026-01-01 00:00:00+00', '2026-01-01 00:00:00.001+00', NULL, '2026-01-01 00:00:00.001+00', 6, 1, 2, 3, 4, 5, 6, 1, 3997973457, '{"runID":3,"tag":"nightly","pool":"default","state":"RUNNING","submitTime":1767225600000,"startTime":1767225600001,"lastUpdate":1767225600001,"taskCount":6,"taskCounts":{"QUEUED":1,"RUNNING":2,"RETRY":3,"COMPLETED":4,"ERRORED":5,"KILLED":6},"idempotency":{"key":"k","bodyHash":"ef"}}', 3);
INSERT INTO daggy.store VALUES (true, '101bfe2a9e9f1da4', 1, 2, 4);
SELECT pg_catalog.setval('daggy.journal_seq_seq', 2, true);
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
CREATE INDEX attempt_ends_run_id_idx ON daggy.attempt_ends USING btree (run_id);
CREATE INDEX attempt_starts_run_id_idx ON daggy.attempt_starts USING btree (run_id);
