create index if not exists wolverine_incoming_envelopes_scheduled_execution_time
    on wolverine.wolverine_incoming_envelopes_scheduled (execution_time)
