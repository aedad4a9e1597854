using System.Net;
using TesseraGdal.Storage;
using Xunit;

namespace TesseraGdal.Tests.Storage;

/// <summary>Which answers may mean that an object is not there: a manifest is then done without, and all else is an error that tells the answer.</summary>
public class AbsenceRules
{
    [Theory]
    [InlineData(ObjectFailure.NotFound, HttpStatusCode.NotFound, true)]
    [InlineData(ObjectFailure.NotFound, null, true)]
    [InlineData(ObjectFailure.Refused, HttpStatusCode.Forbidden, true)]
    [InlineData(ObjectFailure.Refused, HttpStatusCode.Unauthorized, true)]
    [InlineData(ObjectFailure.Refused, HttpStatusCode.TemporaryRedirect, false)]
    [InlineData(ObjectFailure.Refused, HttpStatusCode.BadRequest, false)]
    [InlineData(ObjectFailure.Refused, null, false)]
    [InlineData(ObjectFailure.Unavailable, HttpStatusCode.Forbidden, false)]
    [InlineData(ObjectFailure.Corrupt, null, false)]
    public void Only_404_401_and_403_may_mean_that_there_is_no_object(ObjectFailure failure, HttpStatusCode? status, bool expected) =>
        Assert.Equal(expected, new ObjectException(failure, "key", "source", "answer", "Remedy.") { Status = status }.MayMeanAbsence);
}
