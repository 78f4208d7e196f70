using Microsoft.ML;
using Microsoft.ML.Data;

namespace HierVQ.Transforms;

/// <summary>A column that a component adds.</summary>
internal readonly record struct OutputColumn(string Name, DataViewType Type, DataViewSchema.Annotations? Annotations = null);
