package dev.flexidb;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

class ArchitectureTest {

  private static final URL MAIN =
      ReactiveFlexiDb.class.getProtectionDomain().getCodeSource().getLocation();
  private static final Class<?> BRIDGE = io.r2dbc.postgresql.PrefixedStatements.class;
  private static final JavaClasses CLASSES = new ClassFileImporter().importUrl(MAIN);

  @Test
  void packagesHaveNoCycles() {
    slices().matching("dev.flexidb.(**)").should().beFreeOfCycles().check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.flexidb")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.flexidb")
        .check(CLASSES);
  }

  @Test
  void nothingBlocksButTheShutdownHook() {
    noClasses()
        .that()
        .doNotHaveSimpleName("ShutdownHook")
        .should()
        .callMethodWhere(
            describe(
                "block* of Mono or Flux",
                call ->
                    call.getTargetOwner().getPackageName().equals("reactor.core.publisher")
                        && call.getName().startsWith("block")))
        .check(CLASSES);
  }

  /** Or others' waits end too early, or never. */
  @Test
  void testsThatTurnTheClockRunAlone() {
    URL tests = ArchitectureTest.class.getProtectionDomain().getCodeSource().getLocation();
    noClasses()
        .that(
            describe(
                "run beside others",
                type ->
                    type.getAllClassesSelfIsAssignableTo().stream()
                        .noneMatch(above -> above.isAnnotatedWith(Isolated.class))))
        .and()
        .areTopLevelClasses()
        .and()
        .doNotHaveModifier(JavaModifier.ABSTRACT)
        .should()
        .dependOnClassesThat(
            describe(
                "turn the clock of all schedulers",
                type -> type.getSimpleName().equals("VirtualTimeScheduler")))
        .orShould()
        .callMethodWhere(
            describe("withVirtualTime", call -> call.getName().equals("withVirtualTime")))
        .check(new ClassFileImporter().importUrl(tests));
  }

  @Test
  @DisplayName("F29: what is configured and told are public records")
  void configurationAndEventsArePublicRecords() {
    classes()
        .that()
        .haveNameMatching(".*\\.[A-Za-z]+(Config|Stats|Event)")
        .should()
        .beRecords()
        .andShould()
        .bePublic()
        .check(CLASSES);
  }

  @Test
  void tenantsTravelInTheContextOnly() {
    noClasses().should().dependOnClassesThat().areAssignableTo(ThreadLocal.class).check(CLASSES);
  }

  /** What stands in the driver's package is ours; families see one class of it, and its API. */
  @Test
  void nothingDependsOnADriverButTheBridge() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BRIDGE.getPackageName())
        .should()
        .dependOnClassesThat(
            resideInAnyPackage("io.r2dbc.postgresql..", "io.asyncer..", "org.mariadb..")
                .and(not(belongToAnyOf(BRIDGE)))
                .and(not(resideInAPackage("io.r2dbc.postgresql.api"))))
        .check(CLASSES);
    noClasses()
        .that()
        .resideOutsideOfPackages(BRIDGE.getPackageName(), "dev.flexidb.family")
        .should()
        .dependOnClassesThat(belongToAnyOf(BRIDGE).or(resideInAPackage("io.r2dbc.postgresql.api")))
        .check(CLASSES);
  }

  /** Neither a name of a class nor a text: a class file holds both as they are. */
  @Test
  void onlyFamiliesKnowADatabaseByItsName() throws IOException, URISyntaxException {
    Pattern product = Pattern.compile("(?i)postgres|mysql|mariadb");
    try (Stream<Path> files = Files.walk(Path.of(MAIN.toURI()))) {
      List<Path> knowing =
          files
              .filter(file -> file.toString().endsWith(".class"))
              .filter(file -> !file.toString().contains("/family/"))
              .filter(file -> !file.toString().contains("/io/r2dbc/postgresql/"))
              .filter(file -> product.matcher(content(file)).find())
              .toList();
      assertThat(knowing).isEmpty();
    }
  }

  private static String content(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
