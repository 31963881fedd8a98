package dev.flexidb.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import dev.flexidb.family.Transaction;
import dev.flexidb.pooling.ArrivingLease;
import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

@JCStressTest
@Description("A session is closed while its connection arrives: the connection goes back once.")
@Outcome(id = "1", expect = ACCEPTABLE, desc = "It went back.")
@State
public class BorrowStress {

  private final ArrivingLease arriving = new ArrivingLease();
  private final StatementQueue.Turn last = new StatementQueue(end -> end).next();
  private final Borrow borrow = new Borrow(Duration.ofHours(1));

  public BorrowStress() {
    borrow.take(arriving.lease()).subscribe(taken -> {}, closed -> {});
  }

  @Actor
  public void pool() {
    arriving.arrive();
  }

  @Actor
  public void session() {
    borrow.giveBack(last, new Transaction()).subscribe();
  }

  @Arbiter
  public void look(L_Result result) {
    result.r1 = arriving.returns();
  }
}
