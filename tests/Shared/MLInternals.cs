using System.Runtime.CompilerServices;

// See HierVQ.Transforms: schema shapes are closed.
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]
