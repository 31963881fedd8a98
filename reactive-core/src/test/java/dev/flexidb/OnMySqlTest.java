package dev.flexidb;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;

@WithServer(DatabaseKind.MYSQL)
class OnMySqlTest
    implements HealthContract, LifecycleContract, LoginContract, StatsContract, VerdictContract {}
