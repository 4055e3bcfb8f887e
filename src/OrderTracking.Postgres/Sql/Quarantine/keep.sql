select tracking.keep_lines(
    @lines, @heads, @hashes, @bytes,
    @waybills, @event_ids, @statuses, @codes, @fields, @expected, @senders, @correlations, @stations, @authors, @author_hashes,
    @author_texts, @quota)
