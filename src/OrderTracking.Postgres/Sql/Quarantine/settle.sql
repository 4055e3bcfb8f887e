select tracking.settle_lines(@ids, @statuses, @codes, @fields, @expected, @by, @reasons)
