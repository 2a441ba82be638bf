/** The tables and the functions that write to them. Unqualified names are of the store's schema. */
export const STORE = `
CREATE TABLE store (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  store_id text NOT NULL,
  fencing_token bigint NOT NULL,
  last_append bigint NOT NULL,
  next_run_id bigint NOT NULL
);
COMMENT ON TABLE store IS 'One row: what the whole store is.';
COMMENT ON COLUMN store.store_id IS 'Names the store for ever.';
COMMENT ON COLUMN store.fencing_token IS 'Ascends with each daggyd that takes the store; only the last one may write.';
COMMENT ON COLUMN store.last_append IS 'Number of the last append: a repeated one is known by it.';
COMMENT ON COLUMN store.next_run_id IS 'Greater than every id ever given out.';
-- An id has 64 random bits: those of a version 4 UUID without the six that are fixed.
INSERT INTO store (store_id, fencing_token, last_append, next_run_id)
  SELECT left(uuid, 4) || right(uuid, 12), 0, 0, 1 FROM replace(gen_random_uuid()::text, '-', '') AS uuid;

CREATE TABLE owner (
  single boolean PRIMARY KEY DEFAULT true CHECK (single),
  identity text NOT NULL,
  heartbeat bigint NOT NULL
);
COMMENT ON TABLE owner IS 'The daggyd that uses the store; no row when none does.';
COMMENT ON COLUMN owner.identity IS 'JSON: host and pid of the process, and what tells it from all others.';
COMMENT ON COLUMN owner.heartbeat IS 'Raised every second: an owner that does not is dead or frozen after some.';

CREATE TABLE runs (
  id bigint PRIMARY KEY,
  tag text NOT NULL,
  pool text NOT NULL,
  state text NOT NULL,
  submitted timestamptz,
  started timestamptz,
  stopped timestamptz,
  updated timestamptz,
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
) WITH (fillfactor = 50);
COMMENT ON TABLE runs IS 'DAG runs, for people and programs to query. daggyd itself reads only id, record and event_count.';
COMMENT ON COLUMN runs.tag IS 'As submitted; what Postgres cannot store is replaced by U+FFFD, as in all texts for people.';
COMMENT ON COLUMN runs.state IS 'QUEUED, RUNNING, PAUSED, COMPLETED, ERRORED or KILLED.';
COMMENT ON COLUMN runs.stopped IS 'When the run ended; none while it goes on.';
COMMENT ON COLUMN runs.queued IS 'Tasks in this state, as in the columns that follow.';
COMMENT ON COLUMN runs.record IS 'All of the above exactly, JSON of format record_version; record_crc is CRC-32 of its UTF-8.';
COMMENT ON COLUMN runs.event_count IS 'How many events the journal of this run must hold.';

-- Arrays take a third of the work that a row for each start and each end would.
CREATE TABLE attempt_starts (
  run_id bigint NOT NULL,
  task integer[] NOT NULL,
  attempt integer[] NOT NULL,
  task_name text[] NOT NULL,
  started_at timestamptz[]
);
CREATE INDEX ON attempt_starts (run_id);
COMMENT ON TABLE attempt_starts IS 'Starts of tasks, some in each row, for the view attempts. In each array they have the same order.';
COMMENT ON COLUMN attempt_starts.started_at IS 'When the start was recorded. An array is missing where nothing is in it.';

CREATE TABLE attempt_ends (
  run_id bigint NOT NULL,
  task integer[] NOT NULL,
  attempt integer[] NOT NULL,
  started_at timestamptz[],
  stopped_at timestamptz[],
  cause text[] NOT NULL,
  rc integer[],
  next_state text[] NOT NULL,
  retry_at timestamptz[],
  output_bytes bigint[] NOT NULL,
  error_bytes bigint[] NOT NULL,
  truncated boolean[] NOT NULL,
  executor_log text[],
  cpu_seconds double precision[],
  max_rss_mb double precision[]
);
CREATE INDEX ON attempt_ends (run_id);
COMMENT ON TABLE attempt_ends IS 'Ends of attempts, some in each row, for the view attempts. In each array they have the same order.';
COMMENT ON COLUMN attempt_ends.started_at IS 'When the executor started it. An array is missing where nothing is in it.';

CREATE VIEW attempts AS
  SELECT run_id, task, attempt, task_name,
    CASE WHEN cause IS NULL THEN starts.started_at ELSE ends.started_at END AS started_at,
    stopped_at, cause, rc, next_state, retry_at, output_bytes, error_bytes, truncated, executor_log, cpu_seconds, max_rss_mb
  FROM (
    SELECT run_id, its.* FROM attempt_starts, unnest(task, attempt, task_name, started_at)
      AS its (task, attempt, task_name, started_at)
  ) AS starts LEFT JOIN (
    SELECT run_id, its.* FROM attempt_ends, unnest(
      task, attempt, started_at, stopped_at, cause, rc, next_state, retry_at,
      output_bytes, error_bytes, truncated, executor_log, cpu_seconds, max_rss_mb
    ) AS its (
      task, attempt, started_at, stopped_at, cause, rc, next_state, retry_at,
      output_bytes, error_bytes, truncated, executor_log, cpu_seconds, max_rss_mb
    )
  ) AS ends USING (run_id, task, attempt);
COMMENT ON VIEW attempts IS 'Starts of tasks, for people and programs to query. daggyd itself never reads them.';
COMMENT ON COLUMN attempts.task IS 'Number of the task in its run, from 0.';
COMMENT ON COLUMN attempts.attempt IS 'The first one is 1.';
COMMENT ON COLUMN attempts.started_at IS 'When it was recorded, as long as the attempt runs; then when the executor started it.';
COMMENT ON COLUMN attempts.stopped_at IS 'None while the attempt runs, as in the columns that follow.';
COMMENT ON COLUMN attempts.cause IS 'exit, signal, oom, timeout, killed, lost, rejected or spawn-error.';
COMMENT ON COLUMN attempts.rc IS 'Exit code, or 128 + signal number; none when nobody knows it.';
COMMENT ON COLUMN attempts.next_state IS 'What the task became by it: COMPLETED, RETRY, ERRORED or KILLED.';
COMMENT ON COLUMN attempts.output_bytes IS 'Written to stdout, kept or not; error_bytes: to stderr.';
COMMENT ON COLUMN attempts.truncated IS 'The middle of stdout or stderr was not kept.';

CREATE TABLE documents (
  run_id bigint,
  piece integer,
  is_last boolean NOT NULL,
  crc bigint NOT NULL,
  content bytea NOT NULL,
  PRIMARY KEY (run_id, piece)
);
COMMENT ON TABLE documents IS 'Definitions as submitted, UTF-8, in pieces from 0: convert_from(content, ''UTF8'').';
COMMENT ON COLUMN documents.crc IS 'CRC-32 of the content.';

CREATE TABLE journal (
  run_id bigint,
  seq bigint GENERATED ALWAYS AS IDENTITY,
  version integer NOT NULL,
  crc bigint NOT NULL,
  events text NOT NULL,
  PRIMARY KEY (run_id, seq)
);
COMMENT ON TABLE journal IS 'What has happened to each run, in the order of seq: what daggyd recovers from.';
COMMENT ON COLUMN journal.events IS 'JSON of format version; crc is CRC-32 of its UTF-8.';

CREATE TABLE forgotten (run_id bigint PRIMARY KEY);
COMMENT ON TABLE forgotten IS 'Runs that were removed and of which other tables still hold something, which is being deleted.';

-- ms since the epoch, exact for all times that there are; whole seconds first, because intervals are made of floats.
CREATE FUNCTION to_time(ms bigint) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT 'epoch'::timestamptz + (ms / 1000) * interval '1 second' + (ms % 1000) * interval '1 millisecond'
$$;

-- Keeps all others from writing until the transaction ends. Answers 'ours', or why nothing may be written.
CREATE FUNCTION check_owner(its_store text, its_token bigint) RETURNS text LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
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

-- Makes somebody the owner if the store is still as it was seen; no row if not.
CREATE FUNCTION claim(seen_token bigint, seen_heartbeat bigint, its_identity text) RETURNS SETOF store
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
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

-- Records one append, or one part of it. status: 'recorded', 'again' (it was there already), 'twice' or 'missing' (refused
-- for that run), or what check_owner says; nothing was written but with 'recorded'. Arrays of one table are its columns.
CREATE FUNCTION append(
  its_store text, its_token bigint, acknowledged bigint, number bigint, is_first boolean,
  run_ids bigint[], run_are_new boolean[], run_rows json,
  document_runs bigint[], document_pieces integer[], document_are_last boolean[], document_crcs bigint[],
  document_contents bytea[],
  journal_runs bigint[], journal_versions integer[], journal_crcs bigint[], journal_events text[],
  start_runs bigint[], start_firsts integer[], start_lasts integer[],
  start_tasks integer[], start_attempts integer[], start_names text[], start_times timestamptz[],
  end_runs bigint[], end_firsts integer[], end_lasts integer[],
  end_tasks integer[], end_attempts integer[], end_starts timestamptz[], end_stops timestamptz[],
  end_causes text[], end_rcs integer[], end_states text[], end_retries timestamptz[], end_output_bytes bigint[],
  end_error_bytes bigint[], end_truncated boolean[], end_logs text[], end_cpu_seconds double precision[],
  end_max_rss_mb double precision[],
  OUT status text, OUT refused_run bigint
) LANGUAGE plpgsql SET search_path FROM CURRENT
-- The planner guesses how many rows an append brings, and must never prefer to read a whole table. What it may not prefer
-- counts as very expensive, which would have each statement compiled for a quarter of a second.
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off AS $$
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

-- Makes runs unknown; what else there is of them goes with sweep. Answers what check_owner says.
CREATE FUNCTION forget(its_store text, its_token bigint, run_ids bigint[]) RETURNS text
LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
  status text := check_owner(its_store, its_token);
BEGIN
  IF status <> 'ours' THEN RETURN status; END IF;
  WITH gone AS (DELETE FROM runs WHERE id = ANY (run_ids) RETURNING id)
    INSERT INTO forgotten SELECT id FROM gone;
  RETURN status;
END
$$;

-- Deletes some of what is left of forgotten runs: a few ms of work. 'swept' when nothing is left, else what check_owner says.
CREATE FUNCTION sweep(its_store text, its_token bigint) RETURNS text
LANGUAGE plpgsql SET search_path FROM CURRENT SET enable_seqscan = off SET jit = off AS $$
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
`;
