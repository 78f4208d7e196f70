namespace HierVQ.Sampling.PixelSnail;

/// <summary>A layer of a causal network at one position, for some rows of a batch at once; each row is computed by itself.</summary>
internal unsafe interface IPositionLayer : IDisposable
{
    /// <summary>Numbers of a row that come out.</summary>
    int Outputs { get; }

    /// <summary>Takes what lies at a position and gives what comes out there; positions come in raster order.</summary>
    /// <param name="row">Row of the map.</param>
    /// <param name="column">Column of the map.</param>
    /// <param name="inputs">Rows of the batch, one after the other.</param>
    /// <param name="outputs">Likewise.</param>
    void Run(int row, int column, float* inputs, float* outputs);
}
