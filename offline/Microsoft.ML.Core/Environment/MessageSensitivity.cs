namespace Microsoft.ML.Runtime;

/// <summary>What of a user's a message may betray.</summary>
[Flags]
public enum MessageSensitivity
{
    None = 0,
    UserData = 1,
    Schema = 2,
    Unknown = ~None,
    All = Unknown,
}
