using HierVQ.Layers.PixelSnail;
using HierVQ.Sampling.Kernels;
using HierVQ.Sampling.PixelSnail;

namespace HierVQ.Priors;

/// <summary>Makes conditions as <see cref="MapCondition"/> does, with own kernels, a row of the batch at a time.</summary>
internal sealed class MapConditionDecoder : IDisposable
{
    private readonly MapCondition _condition;
    private readonly SnailBatch _batch;
    private readonly float[] _labels; // (classes, D)
    private readonly MapDecoder[] _maps;

    /// <param name="condition">The network; its weights are copied.</param>
    /// <param name="batch">The maps and rows of the network that is told.</param>
    public MapConditionDecoder(MapCondition condition, SnailBatch batch)
    {
        (_condition, _batch) = (condition, batch);
        _labels = condition.Label is null ? [] : TensorFloats.Copy(condition.Label.Weight);
        _maps = [.. condition.Maps.Select((map, i) => new MapDecoder(map, condition.Planes[i], batch.Packing))];
        Condition = new SnailCondition(batch.MaxRows, _maps.Length == 0 ? 1 : batch.Height * batch.Width, condition.Channels);
    }

    /// <summary>What the rows are told.</summary>
    public SnailCondition Condition { get; }

    /// <summary>Makes what a row is told of its entries.</summary>
    public void Put(int row, ReadOnlySpan<int> entries)
    {
        int channels = _condition.Channels;
        Span<float> told = Condition.Row(row);
        told.Clear();
        foreach (MapDecoder map in _maps)
            map.AddTo(told, entries, _batch.Width, _batch.Team);
        for (int place = 0; place < Condition.Places && _labels.Length > 0; place++)
            VectorMath.Add(_labels.AsSpan(_condition.ClassOf(entries) * channels, channels), told.Slice(place * channels, channels));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Condition.Dispose();
        foreach (MapDecoder map in _maps)
            map.Dispose();
    }

    /// <summary>One map of codes: a convolution, residual blocks, and then each position for those of the finer map below it.</summary>
    private sealed unsafe class MapDecoder : IDisposable
    {
        private readonly CodePlanes _planes;
        private readonly int _margin;
        private readonly int _stride;
        private readonly CodeTaps _first;
        private readonly int[] _inputs; // (planes, height, width)
        private readonly int[] _padded; // (planes, height and margins, width and margins), -1 in the margins
        private readonly SnailBatch _positions;
        private readonly GatedResidualLayer[] _blocks;
        private readonly AlignedBuffer _map; // (height, width, D)

        public MapDecoder(PixelSnailCondition network, CodePlanes planes, LinearPacking packing)
        {
            _planes = planes;
            _first = CodeTaps.Of(network.First);
            _margin = _first.Rows / 2;
            _stride = planes.Width + (2 * _margin);
            _inputs = new int[planes.Count * planes.Height * planes.Width];
            _padded = [.. Enumerable.Repeat(-1, planes.Count * (planes.Height + (2 * _margin)) * _stride)];
            _positions = new SnailBatch(planes.Height * planes.Width, planes.Height, planes.Width, packing);
            _blocks = [.. network.Residual.Select(block => new GatedResidualLayer(block, _positions))];
            _map = new AlignedBuffer((long)_positions.MaxRows * network.Channels);
        }

        /// <summary>Adds the map to (positions of the finer map, D).</summary>
        public void AddTo(Span<float> told, ReadOnlySpan<int> entries, int width, WorkTeam team)
        {
            int channels = _first.Outputs, factor = _planes.Factor;
            _positions.Team = team;
            Convolve(entries);
            foreach (GatedResidualLayer block in _blocks)
                block.Run(0, 0, _map.Pointer);
            for (int place = 0; place < told.Length / channels; place++)
            {
                (int y, int x) = Math.DivRem(place, width);
                long source = (((long)(y / factor) * _planes.Width) + (x / factor)) * channels;
                VectorMath.Add(_map.Span(source, channels), told.Slice(place * channels, channels));
            }
        }

        public void Dispose()
        {
            foreach (GatedResidualLayer block in _blocks)
                block.Dispose();
            _map.Dispose();
        }

        private void Convolve(ReadOnlySpan<int> entries)
        {
            int height = _planes.Height, width = _planes.Width, plane = (height + (2 * _margin)) * _stride;
            _planes.Inputs(entries, _inputs);
            for (int line = 0; line < _planes.Count * height; line++)
                _inputs.AsSpan(line * width, width).CopyTo(_padded.AsSpan(((line / height) * plane) + ((((line % height) + _margin) * _stride) + _margin)));
            for (int place = 0; place < height * width; place++)
            {
                Span<float> result = _map.Span((long)place * _first.Outputs, _first.Outputs);
                _first.Bias.CopyTo(result);
                for (int p = 0; p < _planes.Count; p++)
                    _first.AddTo(_padded.AsSpan(p * plane, plane), _stride, (place / width * _stride) + (place % width), result);
            }
        }
    }
}
