package dev.flexidb.batch;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The durations of the last minute or two: what happened before says nothing of the resource as it
 * is. Thread-safe, and never blocks.
 *
 * <p>The histograms are HdrHistogram's, of 30 kB each; there are at most two.
 */
final class RecentTimes {

  private static final long PERIOD = TimeUnit.MINUTES.toNanos(1);
  private static final long LONGEST = TimeUnit.HOURS.toMicros(1);
  private static final int DIGITS = 2;

  private static final AtomicReferenceFieldUpdater<RecentTimes, Period> CURRENT =
      AtomicReferenceFieldUpdater.newUpdater(RecentTimes.class, Period.class, "current");

  private volatile Period current = new Period(Long.MIN_VALUE, null);

  void record(long now, long nanos) {
    long micros = Math.min(TimeUnit.NANOSECONDS.toMicros(nanos), LONGEST);
    at(now).times.recordValue(Math.max(micros, 0));
  }

  ResponseTimes percentiles(long now) {
    Period period = at(now);
    Histogram all = new Histogram(LONGEST, DIGITS);
    all.add(period.times);
    if (period.before != null) {
      all.add(period.before);
    }
    return all.getTotalCount() == 0
        ? ResponseTimes.NONE
        : new ResponseTimes(at(all, 50), at(all, 95), at(all, 99));
  }

  private static Duration at(Histogram all, double percentile) {
    return Duration.of(all.getValueAtPercentile(percentile), ChronoUnit.MICROS);
  }

  private Period at(long now) {
    long number = Math.floorDiv(now, PERIOD);
    Period period = current;
    if (number <= period.number) {
      return period;
    }
    Period next = new Period(number, number == period.number + 1 ? period.times : null);
    return CURRENT.compareAndSet(this, period, next) ? next : current;
  }

  private static final class Period {
    private final long number;
    private final AtomicHistogram times = new AtomicHistogram(LONGEST, DIGITS);
    private final @Nullable AtomicHistogram before;

    private Period(long number, @Nullable AtomicHistogram before) {
      this.number = number;
      this.before = before;
    }
  }
}
