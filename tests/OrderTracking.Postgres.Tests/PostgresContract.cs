using OrderTracking.Engine.Contract;

namespace OrderTracking.Postgres.Tests;

// The engine on Npgsql passes the contract of all engines.

public sealed class PostgresAppendTests : AppendContract<PostgresUnderTest>;

public sealed class PostgresRoundTripTests : RoundTripContract<PostgresUnderTest>;

public sealed class PostgresPersonTests : PersonContract<PostgresUnderTest>;

public sealed class PostgresOneLogTests : OneLogContract<PostgresUnderTest>;

public sealed class PostgresReadingTests : ReadingContract<PostgresUnderTest>;

public sealed class PostgresReferenceTests : ReferenceContract<PostgresUnderTest>;

public sealed class PostgresCaseTests : CaseContract<PostgresUnderTest>;

public sealed class PostgresUnreadableTests : UnreadableContract<PostgresUnderTest>;

public sealed class PostgresQuarantineTests : QuarantineContract<PostgresUnderTest>;

public sealed class PostgresViewStoreTests : ViewStoreContract<PostgresUnderTest>;

public sealed class PostgresFollowingTests : FollowingContract<PostgresUnderTest>;

public sealed class PostgresLeadingTests : LeadingContract<PostgresUnderTest>;

public sealed class PostgresElectionTests : ElectionContract<PostgresUnderTest>;

public sealed class PostgresEpochTests : EpochContract<PostgresUnderTest>;
