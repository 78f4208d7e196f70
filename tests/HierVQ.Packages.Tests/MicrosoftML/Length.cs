namespace HierVQ.Packages.Tests.MicrosoftML;

/// <summary>What <see cref="LengthFactory"/>'s mapping makes.</summary>
public sealed class Length
{
    public int Characters { get; set; }
}
