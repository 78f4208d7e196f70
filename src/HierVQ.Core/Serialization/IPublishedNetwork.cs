namespace HierVQ.Serialization;

/// <summary>A network whose weights exist elsewhere under other names.</summary>
internal interface IPublishedNetwork
{
    /// <summary>From the reference implementation's names to this network's.</summary>
    NameMap PublishedNames { get; }
}
