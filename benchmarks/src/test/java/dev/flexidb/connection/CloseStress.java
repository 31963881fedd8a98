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
    "A session is closed while its statement is answered: the user sees the answer or the close.")
@Outcome(id = "1 done; over", expect = ACCEPTABLE, desc = "The answer.")
@Outcome(id = "1 error; over", expect = ACCEPTABLE, desc = "The answer, and then the close.")
@Outcome(id = "error; over", expect = ACCEPTABLE, desc = "The close.")
@State
public class CloseStress {

  private final Answering answering = new Answering();

  @Actor
  public void server() {
    answering.answer();
  }

  @Actor
  public void session() {
    answering.cutShort();
  }

  @Arbiter
  public void look(L_Result result) {
    result.r1 = answering.seen();
  }
}
