using Microsoft.ML.Transforms;

namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>A mapping that saved models find by its contract.</summary>
[CustomMappingFactoryAttribute(Contract)]
public sealed class LengthFactory : CustomMappingFactory<SampleRow, Length>
{
    public const string Contract = "LengthOfText";

    public override Action<SampleRow, Length> GetMapping() => (source, target) => target.Characters = source.T.Length;
}
