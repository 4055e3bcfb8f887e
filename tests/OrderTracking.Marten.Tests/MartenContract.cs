using OrderTracking.Engine.Contract;

namespace OrderTracking.Marten.Tests;

// The engine on Marten and Wolverine passes the contract of all engines.

public sealed class MartenAppendTests : AppendContract<MartenUnderTest>;

public sealed class MartenRoundTripTests : RoundTripContract<MartenUnderTest>;

public sealed class MartenPersonTests : PersonContract<MartenUnderTest>;

public sealed class MartenOneLogTests : OneLogContract<MartenUnderTest>;

public sealed class MartenReadingTests : ReadingContract<MartenUnderTest>;

public sealed class MartenReferenceTests : ReferenceContract<MartenUnderTest>;

public sealed class MartenCaseTests : CaseContract<MartenUnderTest>;

public sealed class MartenQuarantineTests : QuarantineContract<MartenUnderTest>;

public sealed class MartenViewStoreTests : ViewStoreContract<MartenUnderTest>;

public sealed class MartenUnreadableTests : UnreadableContract<MartenUnderTest>;

public sealed class MartenLeadingTests : LeadingContract<MartenUnderTest>;

public sealed class MartenFollowingTests : FollowingContract<MartenUnderTest>;

public sealed class MartenEpochTests : EpochContract<MartenUnderTest>;
