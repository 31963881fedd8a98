package dev.flexidb;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;

@WithServer(DatabaseKind.POSTGRESQL)
class OnPostgreSqlTest
    implements HealthContract, LifecycleContract, LoginContract, StatsContract, VerdictContract {}
