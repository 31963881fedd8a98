package dev.flexidb.spring.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.flexidb.migrate.RunId;
import dev.flexidb.spring.fleet.FleetRuns.Run;
import dev.flexidb.spring.fleet.FleetRuns.State;
import io.r2dbc.spi.R2dbcTransientResourceException;
import java.time.Instant;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import reactor.util.context.Context;

@DisplayName("runs that are remembered")
class FleetBoardTest {

  private final FleetBoard board = new FleetBoard();

  private static RunId run(long number) {
    return new RunId(number, RunId.Kind.MIGRATE, Instant.ofEpochSecond(number));
  }

  @Test
  void areTheLastOnesAndThoseUnderWay() {
    board.onRunStarted(run(0), Context.empty());
    for (int number = 1; number <= 2 * FleetBoard.MOST; number++) {
      board.onRunStarted(run(number), Context.empty());
      board.onRunEnded(run(number), null, false);
    }

    assertThat(board.runs()).hasSize(FleetBoard.MOST);
    assertThat(board.runs().get(0).number()).as("the newest first").isEqualTo(24);
    assertThat(board.runs().get(FleetBoard.MOST - 1).state()).isEqualTo(State.RUNNING);
  }

  @Test
  void areBoundedAlsoWhereNoneEnds() {
    for (int number = 1; number <= 2 * FleetBoard.MOST; number++) {
      board.onRunStarted(run(number), Context.empty());
    }
    assertThat(board.runs()).hasSize(FleetBoard.MOST);
    long revision = board.revision();
    board.onRunEnded(run(1), null, false);
    assertThat(board.revision()).as("of one that is forgotten").isEqualTo(revision);
  }

  @Test
  void sayHowTheyEndedWithoutAServersWords() {
    board.onRunStarted(run(1), Context.empty());
    board.onRunEnded(run(1), new R2dbcTransientResourceException("'ann'", "08006"), false);
    board.onRunStarted(run(2), Context.empty());
    board.onRunEnded(run(2), null, true);

    Run cancelled = board.runs().get(0);
    assertThat(cancelled.state()).isEqualTo(State.CANCELLED);
    assertThat(cancelled.error()).isNull();
    Run failed = board.runs().get(1);
    assertThat(failed.state()).isEqualTo(State.FAILED);
    assertThat(failed.error()).isEqualTo("R2dbcTransientResourceException (08006)");
    assertThat(failed.endedAt()).isNotNull();
  }
}
