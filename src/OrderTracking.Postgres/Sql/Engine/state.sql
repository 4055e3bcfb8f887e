select current_setting('transaction_read_only')::boolean, tracking.now(), tracking.replica_lag_ms()
