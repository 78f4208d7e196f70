using System.Reflection;
using Microsoft.ML;

namespace HierVQ.Transforms;

/// <summary>
/// How ML.NET finds the class that loads a component again. None of this ever changes for a released component.
/// </summary>
/// <param name="Loader">The loader's name, at most 24 characters.</param>
/// <param name="Model">The mark of the model's block, exactly 8 characters.</param>
/// <param name="Assembly">Where the loader lives. Only its simple name is written: with the version in it, an older package could not say what is wrong.</param>
internal sealed record ComponentSignature(string Loader, string Model, Assembly Assembly)
{
    private const uint Version = 0x00010001;

    public VersionInfo VersionInfo => new(Model, Version, Version, Version, Assembly.GetName().Name!, Loader);
}
