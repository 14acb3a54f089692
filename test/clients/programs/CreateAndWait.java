// Creates a member, reads a typed error and waits for a bulk, with the generated client.
import club.loyalty.ApiClient;
import club.loyalty.ApiException;
import club.loyalty.Configuration;
import club.loyalty.api.MemberBulksApi;
import club.loyalty.api.MembersApi;
import club.loyalty.auth.ApiKeyAuth;
import club.loyalty.model.BulkMember;
import club.loyalty.model.MemberBulksCreateOrUpdateBody;
import club.loyalty.model.MembersCreateBody;
import com.google.gson.JsonParser;
import java.util.Map;

public class CreateAndWait {
  static Map<String, Object> person(String name) {
    return Map.of("email", name + "@java.example.com", "first_name", "Kari", "last_name", "Nordmann");
  }

  public static void main(String[] arguments) throws Exception {
    String club = System.getenv("LOYALTY_CLUB");
    ApiClient client = Configuration.getDefaultApiClient();
    client.setBasePath(System.getenv("LOYALTY_URL"));
    ((ApiKeyAuth) client.getAuthentication("clientToken")).setApiKey(System.getenv("LOYALTY_TOKEN"));

    MembersApi members = new MembersApi(client);
    MembersCreateBody body = new MembersCreateBody().properties(person("one"));
    var created = members.membersCreate(club, "default", "java", body, null, null, null, null);
    System.out.println("created " + created.getProperties().get("email"));

    try {
      members.membersCreate(club, "default", "java", body, null, null, null, null);
    } catch (ApiException error) {
      var first = JsonParser.parseString(error.getResponseBody()).getAsJsonObject().getAsJsonArray("email").get(0);
      System.out.println("refused " + first.getAsJsonObject().get("error").getAsString());
    }

    MemberBulksApi bulks = new MemberBulksApi(client);
    MemberBulksCreateOrUpdateBody rows = new MemberBulksCreateOrUpdateBody();
    for (int n = 0; n < 20; n += 1) rows.addMembersItem(new BulkMember().properties(person("bulk-" + n)));
    String job = bulks.memberBulksCreateOrUpdate(club, "default", "java", rows, null, null, null, null).getJobId();
    for (int n = 0; n < 600; n += 1) {
      var state = bulks.memberBulksStatus(club, job, "default", "java", null, null, null);
      String status = state.getStatus().getValue();
      if (status.equals("finished") || status.equals("fatal_error")) {
        System.out.println("bulk " + status + " " + state.getMembersCreatedNumber());
        System.exit(0);
      }
      Thread.sleep(200);
    }
  }
}
