select tracking.epoch()
