package dev.flexidb;

import dev.flexidb.embedded.DatabaseKind;
import dev.flexidb.embedded.WithServer;
import org.junit.jupiter.api.parallel.ResourceLock;

@WithServer(DatabaseKind.MARIADB)
@BesideOtherServers
@ResourceLock("MARIADB")
class OnMariaDbTest
    implements CloseContract,
        CredentialsContract,
        EventsContract,
        FairSharesContract,
        FairSharesFaultContract,
        HealthContract,
        LifecycleContract,
        LoginContract,
        NoPoolContract,
        QueryEventsContract,
        RegistrationContract,
        ReplaceContract,
        StatementObserverContract,
        StatsContract,
        TransactionRetryContract,
        VerdictContract {}
