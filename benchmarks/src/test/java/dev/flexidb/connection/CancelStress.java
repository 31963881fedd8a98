package dev.flexidb.connection;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

@JCStressTest
@Description(
    "A user gives up while the statement is answered: the answer is read, and the turn passes on.")
@Outcome(id = "1 done; over", expect = ACCEPTABLE, desc = "It saw all.")
@Outcome(id = "1; over", expect = ACCEPTABLE, desc = "It saw the answer and not its end.")
@Outcome(id = "; over", expect = ACCEPTABLE, desc = "It saw nothing.")
@State
public class CancelStress {

  private final Answering answering = new Answering();

  @Actor
  public void server() {
    answering.answer();
  }

  @Actor
  public void user() {
    answering.giveUp();
  }

  @Arbiter
  public void look(L_Result result) {
    result.r1 = answering.seen();
  }
}
