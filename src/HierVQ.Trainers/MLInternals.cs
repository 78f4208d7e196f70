using System.Runtime.CompilerServices;

// As in HierVQ.Transforms: the attribute counts for each assembly by itself.
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]
