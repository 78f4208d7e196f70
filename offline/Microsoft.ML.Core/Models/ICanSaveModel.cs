namespace Microsoft.ML;

/// <summary>What can write itself into a model.</summary>
public interface ICanSaveModel
{
    void Save(ModelSaveContext ctx);
}
