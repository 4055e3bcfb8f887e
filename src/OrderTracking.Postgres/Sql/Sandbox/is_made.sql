select to_regclass('tracking.sandbox_clock') is not null
